package io.loommp.record;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.Ref;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Looks at a type once, and at all that it refers to, and makes their forms. What cannot be a message is refused here,
 * whether it is ever sent or not.
 */
final class Survey {
    private static final String ALLOWED = "a component may be a String, a primitive or its box, BigInteger, BigDecimal,"
            + " byte[], PortId, Ref, KillReason, an enum, Duration, Instant, a List, a Map with String keys, an Optional, a"
            + " record, a sealed interface of records, or Object for any element";

    private final Map<Class<?>, SetForm> sets = new HashMap<>();
    private final Map<Class<?>, RecordForm> records = new HashMap<>();

    private Survey() {}

    /** @throws IllegalArgumentException if it cannot be a message, naming type, component and what may stand there */
    static SetForm of(Class<?> type) {
        if (isElement(type)) {
            throw new IllegalArgumentException(type.getName() + " is an element of messages, and no message itself");
        }
        if (!isRecords(type)) {
            throw new IllegalArgumentException(
                    "messages are records, or sealed interfaces of records; this is neither: " + type.getName());
        }
        Survey survey = new Survey();
        SetForm form = survey.set(type);
        survey.sets.values().forEach(SetForm::checkApart);
        return form;
    }

    /** Whether this type, or interface of records, stands in messages by itself. */
    static boolean isElement(Class<?> type) {
        return type == PortId.class || type == Ref.class || KillReason.class.isAssignableFrom(type);
    }

    private static boolean isRecords(Class<?> type) {
        return type.isRecord() || (type.isInterface() && type.isSealed());
    }

    private SetForm set(Class<?> type) {
        SetForm known = sets.get(type);
        if (known != null) {
            return known;
        }
        SetForm set = new SetForm(type);
        sets.put(type, set);
        for (Class<?> permitted : permitted(type)) {
            set.add(record(permitted));
        }
        return set;
    }

    private static Set<Class<?>> permitted(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(type, type, found);
        return found;
    }

    private static void collect(Class<?> type, Class<?> of, Set<Class<?>> found) {
        if (type.isRecord()) {
            found.add(type);
            return;
        }
        if (!isRecords(type)) {
            throw new IllegalArgumentException(
                    "%s permits %s, which is neither a record nor a sealed interface of records"
                            .formatted(of.getName(), type.getName()));
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            collect(permitted, of, found);
        }
    }

    private RecordForm record(Class<?> type) {
        RecordForm known = records.get(type);
        if (known != null) {
            return known;
        }
        RecordComponent[] components = type.getRecordComponents();
        RecordForm form = new RecordForm(
                type,
                tag(type),
                Arrays.stream(components).map(RecordComponent::getName).toList());
        records.put(type, form);
        List<ElementForm> forms = new ArrayList<>();
        ListForm rest = null;
        for (int i = 0; i < components.length; i++) {
            String place = type.getName() + '.' + components[i].getName();
            ElementForm one = form(components[i].getAnnotatedType(), place);
            if (components[i].isAnnotationPresent(Rest.class)) {
                rest = rest(one, i == components.length - 1, place);
            } else {
                forms.add(one);
            }
        }
        form.components(forms, rest);
        return form;
    }

    private static String tag(Class<?> type) {
        Tag tag = type.getAnnotation(Tag.class);
        String text = tag == null ? SnakeCase.of(type.getSimpleName()) : tag.value();
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    type.getName() + " has an empty tag, which no message could be known by");
        }
        return text;
    }

    private static ListForm rest(ElementForm form, boolean last, String place) {
        if (last && form instanceof ListForm list) {
            return list;
        }
        throw new IllegalArgumentException(place + " is @Rest, which only a List that is the last component may be");
    }

    // ---- types of components ----

    private ElementForm form(AnnotatedType type, String place) {
        ElementForm form = presentForm(type, place);
        if (!type.isAnnotationPresent(Nullable.class)) {
            return form;
        }
        if (form instanceof AbsentForm) {
            throw new IllegalArgumentException(place + " is a @Nullable Optional; one of the two is enough");
        }
        return new AbsentForm(form, false);
    }

    private ElementForm presentForm(AnnotatedType type, String place) {
        return switch (type) {
            case AnnotatedWildcardType wildcard -> form(wildcard.getAnnotatedUpperBounds()[0], place);
            case AnnotatedParameterizedType parameterized
            when parameterized.getType() instanceof ParameterizedType generic
                    && generic.getRawType() instanceof Class<?> raw ->
                form(raw, Arrays.asList(parameterized.getAnnotatedActualTypeArguments()), generic, place);
            default -> {
                if (type.getType() instanceof Class<?> plain) {
                    yield form(plain, List.of(), plain, place);
                }
                throw refused(type.getType(), place);
            }
        };
    }

    private ElementForm form(Class<?> raw, List<AnnotatedType> arguments, Type whole, String place) {
        ElementForm scalar = ScalarForm.of(MethodType.methodType(raw).wrap().returnType());
        if (scalar != null) {
            return scalar;
        }
        if (raw == Object.class) {
            return new RawForm();
        }
        if (raw == List.class) {
            return new ListForm(argument(arguments, 0, place + "[]"));
        }
        if (raw == Map.class) {
            if (!arguments.isEmpty() && arguments.getFirst().getType() != String.class) {
                throw refused(whole, place);
            }
            return new MapForm(argument(arguments, 1, place + "{}"));
        }
        if (raw == Optional.class) {
            ElementForm present = argument(arguments, 0, place);
            if (present instanceof AbsentForm) {
                throw new IllegalArgumentException(
                        place + " is an Optional of what may be absent itself; one is enough");
            }
            return new AbsentForm(present, true);
        }
        if (raw == Ref.class) {
            return new RefForm(arguments.isEmpty() ? List.of() : accepted(arguments.getFirst(), place));
        }
        if (KillReason.class.isAssignableFrom(raw)) {
            return new ReasonForm(raw);
        }
        if (raw.isEnum()) {
            return new NameForm(raw);
        }
        if (isRecords(raw)) {
            return set(raw);
        }
        throw refused(whole, place);
    }

    private ElementForm argument(List<AnnotatedType> arguments, int index, String place) {
        return arguments.isEmpty() ? new RawForm() : form(arguments.get(index), place);
    }

    /** The tags of what a typed address accepts; not looked into, because two protocols may refer to each other. */
    private static List<String> accepted(AnnotatedType argument, String place) {
        Type type = argument instanceof AnnotatedWildcardType wildcard
                ? wildcard.getAnnotatedUpperBounds()[0].getType()
                : argument.getType();
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        if (raw == Object.class) {
            return List.of();
        }
        if (!(raw instanceof Class<?> accepted) || isElement(accepted) || !isRecords(accepted)) {
            throw new IllegalArgumentException(
                    "%s is a Ref of %s, which is neither a record nor a sealed interface of records"
                            .formatted(place, type.getTypeName()));
        }
        return permitted(accepted).stream().map(Survey::tag).sorted().distinct().toList();
    }

    private static IllegalArgumentException refused(Type type, String place) {
        return new IllegalArgumentException(
                "%s is of type %s, which has no form in a message; %s".formatted(place, type.getTypeName(), ALLOWED));
    }
}
