package io.loommp.net.json;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * JSON texts of people: configurations, arguments of commands and what commands print. Values are texts, numbers, booleans,
 * null, {@link List}, and {@link Map} with text keys, in the order in which they are written.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> lists and maps may be nested 512 deep. The codec of packets is another one.
 */
public final class Json {
    private static final int DEPTH_MAX = 512;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();
    private static final JsonFactory RELAXED = FACTORY.rebuild()
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private Json() {}

    /**
     * The value of a JSON text.
     *
     * @throws IllegalArgumentException saying what is wrong, with line and column, and nothing of the content
     */
    public static @Nullable Object parse(String text) {
        return parse(FACTORY, text);
    }

    /**
     * The value of a JSON text in which {@code #} begins a comment and the last element may be followed by a comma, as
     * AnyEvent::MP takes it.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static @Nullable Object parseRelaxed(String text) {
        return parse(RELAXED, text);
    }

    private static @Nullable Object parse(JsonFactory factory, String text) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IllegalArgumentException("there is nothing");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("there is more behind the value" + at(parser.currentLocation()));
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(problem(e) + at(e.getLocation())); // without the cause, which quotes
        }
    }

    /** What Jackson says can quote the text, which may hold a secret. */
    private static String problem(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                ? "a key stands there twice"
                : "it is no JSON";
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("it is no JSON" + at(parser.currentLocation()));
        };
    }

    private static List<@Nullable Object> list(JsonParser parser) {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            list.add(value(parser, token));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (next(parser) != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            map.put(key, value(parser, next(parser)));
        }
        return map;
    }

    private static JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IllegalArgumentException("it ends too soon" + at(parser.currentLocation()));
        }
        return token;
    }

    /** One line of JSON. What is none of its values is written as text; octets as the Base64 of them. */
    public static String write(@Nullable Object value) {
        return write(value, null);
    }

    /** JSON for people: a line for each element, by two spaces further in at each level, and a line end. */
    public static String writeIndented(@Nullable Object value) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return write(
                        value,
                        new DefaultPrettyPrinter()
                                .withObjectIndenter(indenter)
                                .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance()))
                + '\n';
    }

    private static String write(@Nullable Object value, @Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        ObjectWriteContext context = new ObjectWriteContext.Base() {
            @Override
            public @Nullable PrettyPrinter getPrettyPrinter() {
                return printer;
            }

            @Override
            public boolean hasPrettyPrinter() {
                return printer != null;
            }
        };
        try (JsonGenerator out = FACTORY.createGenerator(context, text)) {
            write(out, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((key, element) -> {
                    out.writeName(String.valueOf(key));
                    write(out, element);
                });
                out.writeEndObject();
            }
            case Iterable<?> elements -> {
                out.writeStartArray();
                elements.forEach(element -> write(out, element));
                out.writeEndArray();
            }
            case Boolean flag -> out.writeBoolean(flag);
            case Double number when !Double.isFinite(number) -> out.writeString(number.toString());
            case Number number -> out.writeNumber(number.toString());
            case byte[] octets -> out.writeString(Base64.getEncoder().encodeToString(octets));
            default -> out.writeString(value.toString());
        }
    }
}
