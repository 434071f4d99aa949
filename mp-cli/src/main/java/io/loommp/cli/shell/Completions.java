package io.loommp.cli.shell;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/** What a line may go on with: verbs, and then the nodes, ports and families that are known. */
final class Completions implements Completer {
    private static final int NAMES_MAX = 500;

    private final Known known;
    private final Listings listings;

    Completions(Known known, Listings listings) {
        this.known = known;
        this.listings = listings;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            for (Verb verb : Verb.values()) {
                candidates.add(whole(verb.word(), verb.usage()));
            }
            return;
        }
        Optional<Verb> verb = Verb.of(line.words().getFirst());
        if (verb.isPresent() && line.wordIndex() == 1) {
            first(verb.get(), line.word(), candidates);
        } else if (verb.isPresent() && verb.get().noun() == Verb.Noun.PORT) {
            add(Shell.VARIABLES, candidates);
        }
    }

    private void first(Verb verb, String begun, List<Candidate> candidates) {
        switch (verb.noun()) {
            case NOTHING -> {}
            case NODE -> add(known.nodes().keySet(), candidates);
            case FAMILY -> {
                add(known.families(), candidates);
                known.nodes().forEach((node, up) -> {
                    if (up) {
                        add(listings.families(node), candidates);
                    }
                });
            }
            case PORT -> {
                int hash = begun.indexOf('#');
                if (hash == 0) {
                    ofChosen(candidates);
                } else if (hash > 0) {
                    add(listings.ports(begun.substring(0, hash)), candidates);
                }
                add(
                        known.ports().stream()
                                .filter(port -> port.startsWith(begun))
                                .toList(),
                        candidates);
                known.nodes().keySet().stream()
                        .filter(node -> !begun.contains("#"))
                        .limit(NAMES_MAX)
                        .forEach(node -> candidates.add(part(node + '#')));
            }
        }
    }

    /** The ports of the node that {@code #} alone stands for. */
    private void ofChosen(List<Candidate> candidates) {
        String node = known.chosen();
        add(
                Stream.concat(listings.ports(node).stream(), known.ports().stream())
                        .filter(port -> port.startsWith(node + '#'))
                        .map(port -> port.substring(node.length()))
                        .distinct()
                        .toList(),
                candidates);
    }

    private static void add(Collection<String> names, List<Candidate> candidates) {
        names.stream().limit(NAMES_MAX).forEach(name -> candidates.add(whole(name, null)));
    }

    private static Candidate whole(String text, @Nullable String description) {
        return new Candidate(text, text, null, description, null, null, true);
    }

    private static Candidate part(String text) {
        return new Candidate(text, text, null, null, null, null, false);
    }
}
