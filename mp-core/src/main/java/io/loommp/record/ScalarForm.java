package io.loommp.record;

import io.loommp.Elements;
import io.loommp.PortId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/* A component that is one element by itself, mostly the same object; read as leniently as Perl does. */
final class ScalarForm extends ElementForm {
    private static final int ISO_CHARS_MAX = 64;
    private static final int EXPONENT_MAX = 10_000;

    private static final Map<Class<?>, ScalarForm> FORMS = forms();

    private final String name;
    private final Kind kind;
    private final Function<Object, Object> written;
    private final Function<Object, @Nullable Object> read; // null for what does not fit

    private ScalarForm(
            String name, Kind kind, Function<Object, Object> written, Function<Object, @Nullable Object> read) {
        this.name = name;
        this.kind = kind;
        this.written = written;
        this.read = read;
    }

    /** The form of a type that has one of this kind; otherwise null. */
    static @Nullable ScalarForm of(Class<?> type) {
        return FORMS.get(type);
    }

    private static Map<Class<?>, ScalarForm> forms() {
        Map<Class<?>, ScalarForm> forms = new HashMap<>();
        forms.put(String.class, same("text", Kind.TEXT, Elements::text));
        forms.put(byte[].class, same("octets", Kind.TEXT, Elements::octets));
        forms.put(PortId.class, same("port", Kind.TEXT, Elements::port));
        forms.put(BigInteger.class, same("integer", Kind.NUMBER, Elements::integer));
        forms.put(BigDecimal.class, same("decimal", Kind.NUMBER, ScalarForm::decimal));
        forms.put(Boolean.class, same("boolean", Kind.TRUTH, Elements::truth));
        forms.put(Byte.class, whole("byte", Byte.MIN_VALUE, Byte.MAX_VALUE, l -> (byte) l));
        forms.put(Short.class, whole("short", Short.MIN_VALUE, Short.MAX_VALUE, l -> (short) l));
        forms.put(Integer.class, whole("int", Integer.MIN_VALUE, Integer.MAX_VALUE, l -> (int) l));
        forms.put(Long.class, whole("long", Long.MIN_VALUE, Long.MAX_VALUE, l -> l));
        forms.put(Float.class, same("float", Kind.NUMBER, ScalarForm::single));
        forms.put(Double.class, same("double", Kind.NUMBER, ScalarForm::real));
        forms.put(Character.class, new ScalarForm("character", Kind.TEXT, Object::toString, ScalarForm::character));
        forms.put(Duration.class, iso("duration", Kind.DURATION, Duration::parse));
        forms.put(Instant.class, iso("instant", Kind.INSTANT, Instant::parse));
        return forms;
    }

    private static ScalarForm same(String name, Kind kind, Function<Object, @Nullable Object> read) {
        return new ScalarForm(name, kind, value -> value, read);
    }

    private static ScalarForm whole(String name, long min, long max, LongFunction<Object> box) {
        return same(name, Kind.NUMBER, element -> {
            Long whole = Elements.longInteger(element);
            return whole == null || whole < min || whole > max ? null : box.apply(whole);
        });
    }

    private static ScalarForm iso(String name, Kind kind, Function<String, Object> parse) {
        return new ScalarForm(name, kind, Object::toString, element -> {
            String text = Elements.text(element);
            try {
                return text == null || text.length() > ISO_CHARS_MAX ? null : parse.apply(text);
            } catch (DateTimeException e) {
                return null;
            }
        });
    }

    /** One with "1e999999999" would be a trap for whoever writes it down. */
    private static @Nullable Object decimal(Object element) {
        BigDecimal decimal = Elements.decimal(element);
        return decimal == null || (!(element instanceof Number) && Math.abs((long) decimal.scale()) > EXPONENT_MAX)
                ? null
                : decimal;
    }

    private static @Nullable Object real(Object element) {
        if (element instanceof Double d) {
            return d;
        }
        BigDecimal decimal = Elements.decimal(element);
        double real = decimal == null ? Double.NaN : decimal.doubleValue();
        return Double.isFinite(real) ? real : null;
    }

    private static @Nullable Object single(Object element) {
        if (element instanceof Float f) {
            return f;
        }
        BigDecimal decimal = Elements.decimal(element);
        float single = decimal == null ? Float.NaN : decimal.floatValue();
        return Float.isFinite(single) ? single : null;
    }

    private static @Nullable Object character(Object element) {
        String text = Elements.text(element);
        return text != null && text.length() == 1 ? text.charAt(0) : null;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        boolean fine = switch (value) {
            case Double d -> Double.isFinite(d);
            case Float f -> Float.isFinite(f);
            default -> true;
        };
        return fine ? null : new Refusal(" is a number that no message can carry: " + value);
    }

    @Override
    Object element(Object value) {
        return written.apply(value);
    }

    @Override
    Object value(Object element) {
        Object value = read.apply(element);
        return value == null ? MISMATCH : value;
    }

    @Override
    Kind kind() {
        return kind;
    }

    @Override
    String describe(Labels labels) {
        return name;
    }
}
