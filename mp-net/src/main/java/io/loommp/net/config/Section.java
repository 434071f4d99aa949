package io.loommp.net.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a configuration file: what holds for all profiles, or one profile.
 *
 * @param values what is set here, and nothing that comes from elsewhere
 * @param parent the profile that counts where this one says nothing; the part for all profiles has none
 */
public record Section(Map<Setting, Object> values, @Nullable String parent) {
    static final Section EMPTY = new Section(Map.of(), null);

    /** Takes a copy of the values. */
    public Section {
        Map<Setting, Object> copy = new EnumMap<>(Setting.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** The value of a setting, if this part has one. */
    public Optional<Object> value(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** This part, with that value; what says the same in another way is gone. */
    public Section with(Setting setting, Object value) {
        Map<Setting, Object> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        setting.rival().ifPresent(changed::remove);
        changed.put(setting, value);
        return new Section(changed, parent);
    }

    /** This part, without a value for that. */
    public Section without(Setting setting) {
        Map<Setting, Object> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        changed.remove(setting);
        return new Section(changed, parent);
    }

    /** This part, with that parent or none. */
    public Section withParent(@Nullable String name) {
        return new Section(values, name);
    }

    /** As it is written in a file. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (parent != null) {
            json.put(ConfigFile.PARENT, parent);
        }
        values.forEach((setting, value) -> json.put(setting.key(), setting.toJson(value)));
        return json;
    }

    /** Shows no values: there may be a secret among them. */
    @Override
    public String toString() {
        return values.keySet() + (parent == null ? "" : ", parent " + parent);
    }
}
