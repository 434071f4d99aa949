package io.loommp.net.config;

import io.loommp.net.json.Json;
import io.loommp.service.ServiceCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/* From the text of a configuration file to what it says, with the place of whatever is wrong. */
final class ConfigReader {
    private static final Set<String> MEANINGLESS = Set.of("eval", "secure", "autocork", "nodelay");
    private static final String PERL_ONLY_FRAMING = "storable";

    private final Path path;
    private final boolean ofAnyEventMp;
    private final List<String> ignored = new ArrayList<>();

    ConfigReader(Path path, boolean ofAnyEventMp) {
        this.path = path;
        this.ofAnyEventMp = ofAnyEventMp;
    }

    ConfigFile file(String text) {
        Object json;
        try {
            json = text.isBlank() ? Map.of() : Json.parseRelaxed(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
        Map<String, @Nullable Object> top = object(path.toString(), json);
        Section global = section(path + ", global", top, true);
        Map<String, Section> profiles = new LinkedHashMap<>();
        Object sections = top.getOrDefault(ConfigFile.PROFILES, Map.of());
        object(path + ", " + ConfigFile.PROFILES, sections).forEach((name, section) -> {
            String place = path + ", profile " + name;
            profiles.put(name, section(place, object(place, section), false));
        });
        ConfigFile file = new ConfigFile(path, global, ofAnyEventMp ? withKnownParents(profiles) : profiles, ignored);
        profiles.keySet().forEach(file::lineage);
        return file;
    }

    private static Map<String, @Nullable Object> object(String place, @Nullable Object json) {
        if (!(json instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(place + ": it is no JSON object");
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> object.put(String.valueOf(key), value));
        return object;
    }

    private Section section(String place, Map<String, @Nullable Object> json, boolean isGlobal) {
        Map<Setting, Object> values = new EnumMap<>(Setting.class);
        String parent = null;
        for (Map.Entry<String, @Nullable Object> entry : json.entrySet()) {
            String key = entry.getKey();
            Object value = entry.getValue();
            if (isGlobal && key.equals(ConfigFile.PROFILES)) {
                continue;
            }
            if (isGlobal && key.equals(ConfigFile.VERSION)) {
                checkVersion(place, value);
            } else if (!isGlobal && key.equals(ConfigFile.PARENT)) {
                parent = parent(place, value);
            } else {
                setting(place, key, value).ifPresent(it -> values.put(it, value(place, it, value)));
            }
        }
        checkRivals(place, values);
        return new Section(values, parent);
    }

    private void checkVersion(String place, @Nullable Object value) {
        if (!String.valueOf(value).equals("1")) {
            throw new IllegalArgumentException(place + ", " + ConfigFile.VERSION + ": " + Json.write(value)
                    + " is not 1, the only one known here");
        }
    }

    private static String parent(String place, @Nullable Object value) {
        if (value instanceof String name && !name.isEmpty()) {
            return name;
        }
        throw new IllegalArgumentException(
                place + ", " + ConfigFile.PARENT + ": " + Json.write(value) + " is not the name of a profile");
    }

    private Optional<Setting> setting(String place, String key, @Nullable Object value) {
        Optional<Setting> setting = Setting.ofKey(key);
        if (ofAnyEventMp && (value == null || MEANINGLESS.contains(key) || setting.isEmpty())) {
            ignored.add(place + ", " + key + ": it means nothing here");
            return Optional.empty();
        }
        if (setting.isEmpty()) {
            throw new IllegalArgumentException(place + ", " + key + ": there is no such setting" + hint(key));
        }
        return setting;
    }

    private static String hint(String key) {
        if (MEANINGLESS.contains(key)) {
            return " in LoomMP";
        }
        return Nearest.question(key, Setting.keys()).map(is -> ". " + is).orElse("");
    }

    private Object value(String place, Setting setting, @Nullable Object json) {
        try {
            Object value = setting.parseJson(json);
            return ofAnyEventMp ? translated(place, setting, value) : value;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ", " + setting.key() + ": " + e.getMessage(), e);
        }
    }

    /** Without what only Perl can make something of. */
    private Object translated(String place, Setting setting, Object value) {
        return switch (setting) {
            case SERVICES -> {
                List<ServiceCall> calls = new ArrayList<>();
                for (Object element : (List<?>) value) {
                    ServiceCall call = (ServiceCall) element;
                    if (call.name().contains("::")) {
                        ignored.add("%s, services: %s is a module or function of Perl".formatted(place, call.name()));
                    } else {
                        calls.add(call);
                    }
                }
                yield List.copyOf(calls);
            }
            case FRAMING_FORMAT ->
                ((List<?>) value)
                        .stream()
                                .filter(framing -> !framing.equals(PERL_ONLY_FRAMING))
                                .toList();
            default -> value;
        };
    }

    private static void checkRivals(String place, Map<Setting, Object> values) {
        for (Setting setting : values.keySet()) {
            setting.rival().filter(values::containsKey).ifPresent(other -> {
                throw new IllegalArgumentException("%s, %s: %s says the same, and one of them has to go"
                        .formatted(place, setting.key(), other.key()));
            });
        }
    }

    /** AnyEvent::MP does not mind a parent that is not there. */
    private Map<String, Section> withKnownParents(Map<String, Section> profiles) {
        profiles.replaceAll((name, section) -> {
            String parent = section.parent();
            if (parent == null || profiles.containsKey(parent)) {
                return section;
            }
            ignored.add("%s, profile %s, parent: there is no profile %s".formatted(path, name, parent));
            return section.withParent(null);
        });
        return profiles;
    }
}
