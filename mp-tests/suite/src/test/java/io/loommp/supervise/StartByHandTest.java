package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A start by hand beside those that belong together: the order of these stays what it is. */
class StartByHandTest {
    private final Machine machine = new Machine(
            Tree.oneForAll("tree")
                    .child("a", s -> s.ignore())
                    .child("b", s -> s.ignore())
                    .child("c", s -> s.ignore()),
            Simulation.GRACE);
    private final Map<String, Long> newest = new HashMap<>();

    /** Who is started when this happens. */
    private List<String> startsAt(Input input) {
        List<String> starts = new ArrayList<>();
        for (Act act : machine.on(input, 0)) {
            if (act instanceof Act.Start start) {
                starts.add(start.child().name());
                newest.put(start.child().name(), start.incarnation());
            }
        }
        return starts;
    }

    private long newest(String child) {
        return Objects.requireNonNull(newest.get(child));
    }

    private List<String> startsWhenUp(String child) {
        return startsAt(new Input.Started(child, newest(child)));
    }

    private List<String> startsWhenGone(String child) {
        return startsAt(new Input.Gone(child, newest(child), KillReason.exit("shutdown")));
    }

    @Test
    void whoComesUpByHandWhileAllAreStopped_isStartedAgainInItsTurn() {
        assertThat(startsAt(new Input.Begin())).containsExactly("a");
        assertThat(startsWhenUp("a")).containsExactly("b");
        assertThat(startsWhenUp("b")).containsExactly("c");
        assertThat(startsWhenUp("c")).isEmpty();
        assertThat(startsAt(new Input.StartAnew(1, "b"))).isEmpty();
        assertThat(startsWhenGone("b")).containsExactly("b");

        assertThat(startsAt(new Input.Ending("a", newest("a"), KillReason.of("boom"))))
                .isEmpty();
        assertThat(startsWhenUp("b")).as("c is still to be stopped").isEmpty();
        assertThat(startsWhenGone("c")).isEmpty();
        assertThat(startsWhenGone("b")).as("a still runs").isEmpty();

        assertThat(startsWhenGone("a")).containsExactly("a");
        assertThat(startsWhenUp("a")).containsExactly("b");
        assertThat(startsWhenUp("b")).containsExactly("c");
    }
}
