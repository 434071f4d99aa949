package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.testkit.samples.Samples;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the samples, and looks at what becomes of them. */
@Timeout(120)
class LoomTestTest {

    /** What failed of a class, by the name of the method; what passed has nothing. */
    private static Map<String, Optional<Throwable>> run(Class<?> samples) {
        Map<String, Optional<Throwable>> results = new ConcurrentHashMap<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getThrowable().isPresent()) {
                    results.put(test.getDisplayName().replaceAll("\\(.*", ""), result.getThrowable());
                }
            }
        };
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(samples))
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .build(),
                        listener);
        return results;
    }

    private static String message(Map<String, Optional<Throwable>> results, String method) {
        Throwable failure = results.getOrDefault(method, Optional.empty())
                .orElseThrow(() -> new AssertionError(method + " did not fail"));
        return String.valueOf(failure.getMessage());
    }

    private static void assertPasses(Class<?> samples, int tests) {
        Map<String, Optional<Throwable>> results = run(samples);
        results.forEach((name, failure) -> assertThat(failure).as(name).isEmpty());
        assertThat(results).hasSize(tests);
    }

    @Test
    void nodesTimeAndNetworkComeAsParameters() {
        assertPasses(Samples.Good.class, 2);
    }

    @Test
    void whatIsLeftBehindFails_andIsNamed() {
        Map<String, Optional<Throwable>> results = run(Samples.Leaks.class);
        assertThat(message(results, "aPortWithAThread"))
                .containsPattern("port node#\\w+ is live\\s+made at .*Samples\\$Leaks.aPortWithAThread");
        assertThat(message(results, "aCallbackPort")).containsPattern("port node#\\w+ is live");
        assertThat(message(results, "inANodeThatItStartedItself")).containsPattern("port own#\\w+ is live");
        assertThat(message(results, "codeThatRunsOn"))
                .containsPattern("a port that has ended still runs:\\s+node#\\w+ \\(TIMED_WAITING\\)")
                .contains("Samples$Leaks.awaitForEver");
        assertThat(message(results, "aHandlerThatRunsOn"))
                .contains("a callback port, or a listener, still runs", "Samples$Leaks.awaitForEver");
        assertThat(results).hasSize(5);
    }

    @Test
    void whatIsClosedWatchedOrToleratedPasses() {
        assertPasses(Samples.Allowed.class, 5);
    }

    @Test
    void aDeathThatNobodyWatchesFails_withItsCause() {
        Map<String, Optional<Throwable>> results = run(Samples.Deaths.class);
        assertThat(message(results, "byAnException"))
                .containsPattern("port node#\\w+ died and nobody watched it: die: out of paper")
                .contains(
                        "java.lang.IllegalStateException: out of paper", "at io.loommp.testkit.samples.Samples$Deaths");
        assertThat(message(results, "inACallback")).contains("die: in a callback");
    }

    @Test
    void aTestThatFailsItselfFailsByThat_andTellsTheRestToo() {
        Throwable failure = run(Samples.Deaths.class)
                .getOrDefault("whileTheTestFailsItself", Optional.empty())
                .orElseThrow();
        assertThat(failure).hasMessage("the test's own failure");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("the true cause");
    }

    @Test
    void deadLettersFailWhereThatIsAsked() {
        Map<String, Optional<Throwable>> results = run(Samples.DeadLetters.class);
        assertThat(message(results, "toNobody")).contains("not delivered: [\"lost\", 1] to node#nobody (no such port)");
        assertThat(results.getOrDefault("tolerated", Optional.of(new AssertionError("did not run"))))
                .isEmpty();
    }

    @Test
    void whatCannotBeHadIsRefusedWithTheReason() {
        assertThat(message(run(Samples.WithoutFakeTime.class), "asks")).contains("@LoomTest(fakeTime = true)");
        assertThat(message(run(Samples.OneForAll.class), "Samples$OneForAll")).contains("made for each test");
    }

    @Test
    void theExtensionAloneIsAsStrict() {
        assertThat(message(run(Samples.Bare.class), "leaks")).contains("is live");
    }
}
