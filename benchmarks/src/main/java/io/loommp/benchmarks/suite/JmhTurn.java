package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.net.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A turn that is one fork of one JMH benchmark, with what it allocates.
 *
 * @param benchmark {@code Class.method}
 * @param parameters of the benchmark
 * @param arguments more ones of the virtual machine
 */
record JmhTurn(String benchmark, Map<String, String> parameters, List<String> arguments) implements Entrant.Turn {
    /** The key of the bytes that are allocated in an operation. */
    static final String ALLOCATED = "allocated";

    private static final String PROFILED = "gc.alloc.rate.norm";
    private static final long PATIENCE_SECONDS = 60;

    JmhTurn {
        parameters = Map.copyOf(parameters);
        arguments = List.copyOf(arguments);
    }

    @Override
    public Map<String, Double> measure(Length length) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote("." + benchmark) + "$")
                .forks(1)
                .warmupIterations(length.warmUps)
                .measurementIterations(length.iterations)
                .warmupTime(time(length.warmUpSeconds))
                .measurementTime(time(length.seconds))
                .timeout(TimeValue.seconds(PATIENCE_SECONDS))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(allArguments().toArray(String[]::new));
        parameters.forEach((name, value) -> options.param(name, value));
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.size() != 1) {
            throw new IllegalStateException(benchmark + parameters + " is " + results.size() + " benchmarks, not one");
        }
        RunResult result = results.iterator().next();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rate", result.getPrimaryResult().getScore());
        result.getSecondaryResults().forEach((name, secondary) -> {
            if (name.endsWith(PROFILED)) {
                figures.put(ALLOCATED, secondary.getScore());
            }
        });
        return figures;
    }

    private List<String> allArguments() {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(Side.QUIET);
        all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        return all;
    }

    private static TimeValue time(double seconds) {
        return new TimeValue((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    }
}
