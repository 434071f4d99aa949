package io.loommp.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two nodes: one is asked by the other. */
final class Asking implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    final TestNetwork network = TestNetwork.inRealTime();
    final Node asked = network.start("asked");
    final Node asking = network.start("asking");
    final NodeServices services;

    Asking(Set<Inspection> offered) {
        services = NodeServices.install(asked, offered);
    }

    Message answer(String function, @Nullable Object options) {
        return answerOf(asked, function, options);
    }

    Message answerOf(Node node, String function, @Nullable Object options) {
        return asking.ask(PortId.of(node.id()), LIMIT, function, options)
                .toCompletableFuture()
                .join();
    }

    Map<String, @Nullable Object> ok(String function, Map<String, ?> options) {
        Message answer = answer(function, options);
        assertThat(answer.tag()).as("%s", answer).isEqualTo("ok");
        return answer.map(1);
    }

    /** The text of a refusal with this code. */
    String refused(String code, String function, @Nullable Object options) {
        Message answer = answer(function, options);
        assertThat(answer.toList()).as("%s", answer).startsWith("error", code).hasSize(3);
        return answer.string(2);
    }

    List<PortLine> lines(Map<String, ?> options) {
        return linesOf(ok("loommp::ports", options));
    }

    static List<PortLine> linesOf(Map<String, @Nullable Object> answer) {
        Message lines = Message.fromList(Message.of(answer.get("lines")).list(0));
        return lines.toList().stream()
                .map(line -> PortLine.fromMap(Message.of(line).map(0)))
                .toList();
    }

    PortLine line(PortId port) {
        return lines(Map.of("match", port.toString())).getFirst();
    }

    @Override
    public void close() {
        network.close();
    }
}
