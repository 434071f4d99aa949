package io.loommp.net.codec;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/* Writes one packet. What cannot be written is an IllegalArgumentException that names the element. */
final class JsonWriter {
    private static final int PORT_NAME = -1;

    private final JsonGenerator generator;
    private int element = PORT_NAME; // which one is being written

    JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    void packet(String port, Message message) {
        generator.writeStartArray();
        text(port);
        for (element = 0; element < message.size(); element++) {
            value(message.value(element));
        }
        generator.writeEndArray();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case String s -> text(s);
            case PortId p -> text(p.toString());
            case byte[] b -> generator.writeString(new String(b, StandardCharsets.ISO_8859_1));
            case Boolean b -> generator.writeBoolean(b);
            case Number n -> number(n);
            case KillReason r -> list(r.toList());
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default ->
                throw refused("may not stand in a message: " + value.getClass().getName());
        }
    }

    private void text(String text) {
        generator.writeString(wellFormed(text));
    }

    private String wellFormed(String text) {
        if (!Texts.isWellFormed(text)) {
            throw refused("has half of a surrogate pair, which is no text");
        }
        return text;
    }

    private void list(List<?> list) {
        generator.writeStartArray();
        for (Object value : list) {
            value(value);
        }
        generator.writeEndArray();
    }

    private void map(Map<?, ?> map) {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw refused("has a key that is not a text");
            }
            generator.writeName(wellFormed(key));
            value(entry.getValue());
        }
        generator.writeEndObject();
    }

    private void number(Number number) {
        switch (number) {
            case Integer i -> generator.writeNumber(i);
            case Long l -> generator.writeNumber(l);
            case Short s -> generator.writeNumber(s);
            case Byte b -> generator.writeNumber(b);
            case Double d when Double.isFinite(d) -> generator.writeNumber(d);
            case Float f when Float.isFinite(f) -> generator.writeNumber(f);
            case BigInteger i when Numbers.isFair(i) -> generator.writeNumber(i);
            case BigDecimal d when Numbers.isFair(d) -> generator.writeNumber(d);
            default ->
                throw refused("is a number that no packet can carry (%,d digits and exponents to %,d can travel)"
                        .formatted(Numbers.DIGITS_MAX, Numbers.EXPONENT_MAX));
        }
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(
                (element == PORT_NAME ? "the port's name " : "element " + element + ' ') + what);
    }
}
