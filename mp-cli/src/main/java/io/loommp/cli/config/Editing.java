package io.loommp.cli.config;

import io.loommp.cli.CommandContext;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.Output;
import io.loommp.net.Credentials;
import io.loommp.net.Secret;
import io.loommp.net.config.ConfigFile;
import io.loommp.net.config.ConfigPlace;
import io.loommp.net.config.Nearest;
import io.loommp.net.config.Section;
import io.loommp.net.config.Setting;
import io.loommp.net.file.PrivateFile;
import io.loommp.net.file.PrivateLock;
import io.loommp.service.NodeService;
import io.loommp.service.ServiceCall;
import io.loommp.service.Services;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * A configuration file while it is changed: what stands in it, and which part of it is meant. Nothing is written before save,
 * and from then on nobody else writes.
 */
final class Editing implements AutoCloseable {
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(3652);
    private static final String STANDARD_INPUT = "-";

    private final CommandContext context;
    private final Output output;
    private final ConfigPlace read;
    private final ConfigPlace written;
    private final boolean withOrigin;
    private final @Nullable String secretFile;
    private final StandardInput input;
    private ConfigFile file;
    private ConfigFile saved;
    private @Nullable String profile;
    private @Nullable PrivateLock lock;
    private final List<Runnable> said = new ArrayList<>(); // what is printed when it is sure that nothing is done again

    /** What is to be changed is not what was read: somebody else has changed it. */
    static final class Outdated extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    Editing(CommandContext context, StandardInput input, Output output, boolean withOrigin, @Nullable String secretFile)
            throws CommandFailed {
        this.context = context;
        this.input = input;
        this.output = output;
        this.withOrigin = withOrigin;
        this.secretFile = secretFile;
        this.read = ConfigPlace.toRead(context.environment());
        this.written = ConfigPlace.toWrite(context.environment());
        this.file = fileAt(read);
        this.saved = file;
    }

    private static ConfigFile fileAt(ConfigPlace place) throws CommandFailed {
        try {
            return place.read();
        } catch (IOException e) {
            throw unreadable(place.path(), e);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), "Mend the file with an editor.");
        }
    }

    static CommandFailed unreadable(Path file, IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
        return CommandFailed.unusable(
                "cannot read " + file + ": " + why + ".", "Look at the name and the permissions.");
    }

    CommandContext context() {
        return context;
    }

    Output output() {
        return output;
    }

    ConfigPlace place() {
        return read;
    }

    ConfigFile file() {
        return file;
    }

    /** Has a result printed, once it is sure that the words are not done again. */
    void say(Runnable result) {
        said.add(result);
    }

    private void print() {
        said.forEach(Runnable::run);
        said.clear();
    }

    boolean withOrigin() {
        return withOrigin;
    }

    Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    // ---- words ----

    static Setting setting(String key) throws CommandFailed {
        Optional<Setting> setting = Setting.ofKey(key);
        if (setting.isEmpty()) {
            throw CommandFailed.unknown("\"" + key + "\" is no setting.", key, Setting.keys(), Verbs.HELP);
        }
        return setting.get();
    }

    static Object value(Setting setting, String word) {
        Object value;
        try {
            value = setting.parse(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting.key() + ": " + e.getMessage(), e);
        }
        setting.check(value);
        return value;
    }

    static List<Object> elements(Section section, Setting setting) {
        List<Object> elements = new ArrayList<>();
        section.value(setting).ifPresent(value -> elements.addAll((List<?>) value));
        return elements;
    }

    /** A profile that is there. */
    Section profile(String name) throws CommandFailed {
        Section section = file.profiles().get(name);
        if (section == null) {
            throw CommandFailed.unknown(
                    "there is no profile " + name + ".", name, file.profiles().keySet(), Verbs.HELP);
        }
        return section;
    }

    // ---- changes ----

    void change(UnaryOperator<Section> change) {
        file = profile == null ? file.withGlobal(change) : file.withProfile(profile, change);
    }

    void add(Setting setting, String word) {
        if (!setting.type().isList()) {
            throw new IllegalArgumentException(setting.key() + " is no list, and nothing can be added to it");
        }
        Object added = value(setting, word);
        note(setting, added);
        change(section -> {
            List<Object> elements = elements(section, setting);
            elements.addAll((List<?>) added);
            return section.with(setting, List.copyOf(elements));
        });
    }

    /** Says which services the command does not find by itself; they may be where {@code --classpath} will point. */
    void note(Setting setting, Object value) {
        if (setting == Setting.SERVICES) {
            List<String> known =
                    Services.installed().all().stream().map(NodeService::name).toList();
            for (Object call : (List<?>) value) {
                String name = ((ServiceCall) call).name();
                if (!known.contains(name)) {
                    String is = Nearest.question(name, known).map(q -> ' ' + q).orElse("");
                    say(() -> output.warn("there is no service %s here: loommp run finds it by --classpath only.%s"
                            .formatted(name, is)));
                }
            }
        }
    }

    void remove(Setting setting, String word) {
        List<?> removed = (List<?>) value(setting, word);
        change(section -> {
            Section rest = section;
            for (Object element : removed) {
                rest = Verbs.withoutElement(rest, setting, element);
            }
            return rest;
        });
    }

    void enter(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a profile is empty");
        }
        profile = name;
        change(section -> section);
    }

    void delete(String name) throws CommandFailed {
        Section ignored = profile(name);
        file = file.withoutProfile(name);
    }

    void parent(@Nullable String name) throws CommandFailed {
        if (profile == null) {
            throw CommandFailed.unusable(
                    "only a profile has a parent.", "Say which: loommp profile NAME setparent PARENT");
        }
        change(section -> section.withParent(name));
    }

    void generateSecret() {
        change(section -> section.with(Setting.SECRET, Secret.generateText()));
    }

    void readSecret() throws CommandFailed {
        String text = withoutLineEnd(secretFile == null ? STANDARD_INPUT : secretFile, "secret");
        if (Secret.of(text).isShort()) {
            say(() -> output.warn(
                    "the secret has fewer than 16 octets and can be guessed; loommp gensecret makes a better one"));
        }
        change(section -> section.with(Setting.SECRET, text));
    }

    private String withoutLineEnd(String source, String key) throws CommandFailed {
        String text = read(source, key);
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(0, end);
    }

    void generateCertificate() {
        Instant now = Instant.now();
        String pem = Credentials.generatePem("LoomMP", now.minus(Duration.ofDays(1)), CERTIFICATE_VALIDITY);
        change(section -> section.with(Setting.CERT, pem));
    }

    void readCertificate(String source) throws CommandFailed {
        String pem = read(source, "cert");
        Setting.CERT.check(pem);
        change(section -> section.with(Setting.CERT, pem));
    }

    /** One character for each octet, as secrets are written in files. */
    private String read(String source, String key) throws CommandFailed {
        Path path = context.environment().directory().resolve(source);
        try {
            byte[] octets = source.equals(STANDARD_INPUT) ? input.take() : PrivateFile.read(key, path);
            return new String(octets, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    void importFile(@Nullable String source) throws CommandFailed {
        if (written.exists()) {
            throw CommandFailed.unusable(
                    "there is a configuration already: " + written.path() + ".", "Move it out of the way first.");
        }
        ConfigPlace other = source == null
                ? read
                : new ConfigPlace(context.environment().directory().resolve(source), true, "argument");
        if (!other.isOfAnyEventMp() || !other.exists()) {
            throw CommandFailed.unusable(
                    source == null ? "there is no file of AnyEvent::MP." : "there is no file " + other.path() + ".",
                    "Say where it is: loommp config import FILE");
        }
        ConfigFile imported = fileAt(other);
        imported.ignored().forEach(left -> say(() -> output.say("left out: " + left)));
        file = imported.at(written.path());
        saved = ConfigFile.empty(written.path());
    }

    // ---- writing ----

    /** Writes what has changed, if anything has, and says so. */
    void save() throws CommandFailed, Outdated {
        if (file.says(saved)) {
            return;
        }
        if (read.isOfAnyEventMp() && !file.path().equals(written.path())) {
            throw CommandFailed.unusable(
                    "the configuration is a file of AnyEvent::MP, which is not changed: " + read.path() + ".",
                    "loommp config import makes one of LoomMP of it.");
        }
        try {
            if (lock == null) {
                lock = PrivateLock.of(
                        file.path(), () -> output.warn("waits for another command that changes " + file.path()));
                if (!fileAt(written).says(saved)) {
                    said.clear();
                    throw new Outdated();
                }
            }
            file.write();
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "cannot write " + file.path() + ": " + e + ".", "Look at the permissions of its directory.");
        }
        saved = file;
        String path = file.path().toString();
        say(() -> output.print(Map.of("written", path), "wrote " + path));
    }

    /** Writes what has changed, and prints what is to be printed: all is done. */
    void finish() throws CommandFailed, Outdated {
        save();
        print();
    }

    @Override
    public void close() throws CommandFailed {
        try {
            if (lock != null) {
                print(); // what was done before a word failed
                lock.close();
            }
        } catch (IOException e) {
            throw CommandFailed.failed("cannot close the lock of " + file.path() + ": " + e + ".", "Look at the disk.");
        }
    }
}
