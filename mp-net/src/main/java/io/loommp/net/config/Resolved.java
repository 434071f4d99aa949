package io.loommp.net.config;

import io.loommp.net.NodeConfig;
import io.loommp.service.ServiceCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for a node: each value, and where it comes from. Made by {@link Configuration#resolve}; started by
 * {@link io.loommp.net.Nodes#start(Resolved)}.
 */
public final class Resolved {
    private final String profile;
    private final @Nullable Path file;
    private final NodeConfig.Builder program;
    private final Map<Setting, Value> values;

    /**
     * A value.
     *
     * @param value of the type of its setting; shown as it is, so that who prints it has to mask secrets
     * @param origin where it comes from
     */
    public record Value(Object value, Origin origin) {
        /** Shows no value: it may be a secret. */
        @Override
        public String toString() {
            return "value of " + origin;
        }
    }

    Resolved(String profile, @Nullable Path file, NodeConfig.Builder program, Map<Setting, Value> values) {
        this.profile = profile;
        this.file = file;
        this.program = program;
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** The profile, whether or not there is one of that name. */
    public String profile() {
        return profile;
    }

    /** The file that was read, if any. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** What is set; neither defaults of {@link NodeConfig} nor what the program set are among it. */
    public Map<Setting, Value> values() {
        return values;
    }

    /** Where the value of a setting comes from. */
    public Origin origin(Setting setting) {
        Value value = values.get(setting);
        if (value != null) {
            return value.origin();
        }
        return setting.component().filter(program.given()::contains).isPresent() ? Origin.PROGRAM : Origin.DEFAULT;
    }

    /** The same, but as if nobody had set this setting. */
    public Resolved without(Setting setting) {
        Map<Setting, Value> rest = new EnumMap<>(Setting.class);
        values.forEach((each, value) -> {
            if (each != setting) {
                rest.put(each, value);
            }
        });
        return new Resolved(profile, file, program, rest);
    }

    /** The services to start, in this order. */
    public List<ServiceCall> services() {
        Value value = values.get(Setting.SERVICES);
        return value == null
                ? List.of()
                : ((List<?>) value.value())
                        .stream().map(ServiceCall.class::cast).toList();
    }

    /** What commands on other nodes may ask of this one, if somebody said so. */
    public Optional<List<String>> nodeServices() {
        return Optional.ofNullable(values.get(Setting.NODE_SERVICES))
                .map(value -> ((List<?>) value.value())
                        .stream().map(String.class::cast).toList());
    }

    /**
     * What a node is started with. What is set is set in the program's builder.
     *
     * @throws IllegalArgumentException naming the place, the key and the value that is wrong
     * @throws UncheckedIOException if a file with a secret or certificate cannot be read
     */
    public NodeConfig nodeConfig() {
        values.forEach(this::assign);
        try {
            return program.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(placed(String.valueOf(e.getMessage())), e);
        }
    }

    private void assign(Setting setting, Value value) {
        String place = value.origin() + ", " + setting.key() + ": ";
        try {
            setting.assign(program, value.value());
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file: " + e.getMessage() : e.toString();
            throw new UncheckedIOException(place + why, e);
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            String doubled = setting.component().orElse("") + ": ";
            throw new IllegalArgumentException(
                    place + (problem.startsWith(doubled) ? problem.substring(doubled.length()) : problem), e);
        }
    }

    /** What {@link NodeConfig} says begins with the name of a component: here people know keys and places. */
    private String placed(String problem) {
        for (Setting setting : Setting.values()) {
            String start = setting.component().orElse("?") + ": ";
            boolean isRival = setting.rival().filter(values::containsKey).isPresent();
            if (problem.startsWith(start) && !isRival) {
                Origin origin = origin(setting);
                String place = origin.equals(Origin.DEFAULT) ? "" : origin + ", ";
                return place + setting.key() + ": " + problem.substring(start.length());
            }
        }
        return problem;
    }

    /** The value that counts when nobody sets another, if there is one. */
    public static Optional<Object> defaultOf(Setting setting) {
        NodeConfig defaults = NodeConfig.builder().build();
        for (RecordComponent component : NodeConfig.class.getRecordComponents()) {
            if (setting.component().filter(component.getName()::equals).isPresent()) {
                return Optional.ofNullable(valueOf(component, defaults));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Object valueOf(RecordComponent component, NodeConfig defaults) {
        try {
            Object value = component.getAccessor().invoke(defaults);
            return value instanceof Integer number ? (Object) number.longValue() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    /** Shows no values: there may be a secret among them. */
    @Override
    public String toString() {
        return "profile " + profile + " " + values.keySet();
    }
}
