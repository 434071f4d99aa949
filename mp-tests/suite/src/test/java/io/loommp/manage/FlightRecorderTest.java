package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.TestNetwork;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightRecorderTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    @Test
    void aRecordingWithOurProfileHasMessagesAndTheLifeOfPorts(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("one.jfr");
        Port port;
        try (Reader profile = new InputStreamReader(
                        Objects.requireNonNull(Kernel.class.getResourceAsStream("/io/loommp/jfr/loommp.jfc")),
                        StandardCharsets.UTF_8);
                Recording recording = new Recording(Configuration.create(profile))) {
            assertThat(Kernel.of(node).events().wants(Event.Kind.SENT)).isFalse();
            recording.start();
            assertThat(Kernel.of(node).events().wants(Event.Kind.SENT)).isTrue();
            FlightReader.install(Kernel.of(node).events()); // as a recording that starts while a node does
            port = node.port(p -> p.onMessage(m -> {}));
            node.send(port, "hello");
            port.kill();
            InPort.endOf(port);
            recording.stop();
            recording.dump(file);
        }
        assertThat(Kernel.of(node).events().wants(Event.Kind.SENT)).isFalse();
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        String id = port.id().toString();
        Set<String> names = events.stream()
                .filter(event -> (event.hasField("port") && id.equals(event.getString("port")))
                        || (event.hasField("to") && id.equals(event.getString("to"))))
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet());
        assertThat(names).contains("loommp.PortSpawn", "loommp.Send", "loommp.Receive", "loommp.PortDeath");
        assertThat(events.stream()
                        .filter(event -> event.getEventType().getName().equals("loommp.Send"))
                        .map(event -> event.getString("tag")))
                .containsOnlyOnce("hello");
    }

    @Test
    void soHasItLinksAndMailboxesThatGrow(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("two.jfr");
        Port full;
        try (TestNetwork network = TestNetwork.inRealTime();
                Reader profile = new InputStreamReader(
                        Objects.requireNonNull(Kernel.class.getResourceAsStream("/io/loommp/jfr/loommp.jfc")),
                        StandardCharsets.UTF_8);
                Recording recording = new Recording(Configuration.create(profile))) {
            Node one = network.start("one");
            Node two = network.start("two");
            network.connect(one, two);
            recording.start();
            network.cut(one, two);
            network.heal(one, two);
            network.connect(one, two);
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            full = one.port(p -> p.onMessage(m -> {
                begun.countDown();
                Latches.await(release);
            }));
            one.send(full, 0);
            Latches.await(begun); // so that all the others wait
            for (int i = 1; i <= 1001; i++) {
                one.send(full, i);
            }
            release.countDown();
            network.settle();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("loommp.LinkUp"))
                .anyMatch(event -> "two".equals(event.getString("node")));
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("loommp.LinkDown"))
                .anyMatch(event -> "two".equals(event.getString("node")) && event.getString("why") != null);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("loommp.MailboxHigh"))
                .anyMatch(event ->
                        full.id().toString().equals(event.getString("port")) && event.getInt("waiting") == 1000);
    }

    @Test
    void withoutOurProfileNothingIsRecorded() {
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(Kernel.of(node).events().wants(Event.Kind.SENT)).isFalse();
        }
    }
}
