package io.loommp.net.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.json.Json;
import io.loommp.service.ServiceCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A configuration comes back from its file as it was. */
class ConfigFileProperties {

    @Property(tries = 100)
    void whatIsWrittenIsReadAgain(@ForAll("sections") Section global, @ForAll("profiles") Map<String, Section> profiles)
            throws IOException {
        Path directory = Files.createTempDirectory("config");
        try {
            Path path = directory.resolve("deep/config.json");
            ConfigFile file = new ConfigFile(path, global, profiles, List.of());
            file.write();
            ConfigFile read = ConfigFile.read(path);
            assertThat(read.global()).isEqualTo(global);
            assertThat(read.profiles()).isEqualTo(profiles);
            assertThat(read.says(file)).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");

            read.withGlobal(section -> section.with(Setting.NODE_ID, "next")).write();
            assertThat(ConfigFile.read(path.resolveSibling("config.json~")).says(file))
                    .isTrue();
            try (var left = Files.list(path.resolveSibling(""))) {
                assertThat(left).hasSize(2);
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 200)
    void textsComeBackFromJson(@ForAll String text) {
        assertThat(Json.parse(Json.write(Map.of("k", List.of(text, 1, true)))))
                .isEqualTo(Map.of("k", List.of(text, 1, true)));
    }

    @Provide
    Arbitrary<Map<String, Section>> profiles() {
        return Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), sections())
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Section> sections() {
        return Arbitraries.of(Setting.values())
                .filter(setting -> setting.rival().isEmpty())
                .flatMap(setting -> value(setting).map(value -> Map.entry(setting, value)))
                .list()
                .ofMaxSize(8)
                .map(entries -> {
                    Section section = Section.EMPTY;
                    for (Map.Entry<Setting, Object> entry : entries) {
                        section = section.with(entry.getKey(), entry.getValue());
                    }
                    return section;
                });
    }

    private static Arbitrary<Object> value(Setting setting) {
        Arbitrary<String> texts = Arbitraries.strings()
                .excludeChars(',')
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(text -> text.strip().equals(text) && !text.isEmpty());
        return switch (setting.type()) {
            case TEXT, HIDDEN, FILE -> texts.asGeneric();
            case TEXTS -> texts.list().ofMaxSize(4).map(list -> (Object) List.copyOf(list));
            case DURATION ->
                Arbitraries.longs().between(1, 1_000_000_000_000L).map(nanos -> (Object) Duration.ofNanos(nanos));
            case COUNT, BYTES -> Arbitraries.longs().between(0, 1L << 38).asGeneric();
            case FLAG -> Arbitraries.of(true, false).asGeneric();
            case SERVICES ->
                texts.map(name -> ServiceCall.of(name, List.of(1, "a", true)))
                        .list()
                        .ofMaxSize(3)
                        .map(list -> (Object) List.copyOf(list));
        };
    }
}
