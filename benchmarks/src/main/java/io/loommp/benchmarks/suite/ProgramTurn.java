package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.net.Side;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A turn of a program that tells its figures in lines of {@code name=value}.
 *
 * @param command for a run of this length
 * @param figures their names, in the order in which it tells them
 */
record ProgramTurn(Function<Length, List<String>> command, List<String> figures) implements Entrant.Turn {
    static final Duration LIMIT = Duration.ofMinutes(5);

    ProgramTurn {
        figures = List.copyOf(figures);
    }

    @Override
    public Map<String, Double> measure(Length length) throws Exception {
        Map<String, Double> measured = new LinkedHashMap<>();
        try (Side side = new Side(command.apply(length), LIMIT)) {
            for (String figure : figures) {
                measured.put(figure, Double.parseDouble(side.await(figure)));
            }
        }
        return measured;
    }
}
