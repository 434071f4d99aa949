package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One task after the other, whoever works. */
class SequencerTest {
    private static final int MANY = 10_000; // more than one turn

    private final List<Integer> done = new ArrayList<>();

    private Sequencer sequencer(List<Runnable> handedOver) {
        return new Sequencer(handedOver::add, Runnable::run);
    }

    private void addMany(Sequencer sequencer) {
        sequencer.run(() -> {
            for (int i = 0; i < MANY; i++) {
                int task = i;
                sequencer.run(() -> done.add(task));
            }
        });
    }

    @Test
    void whoHasWorkedForLongLetsAnotherGoOn() {
        List<Runnable> handedOver = new ArrayList<>();
        addMany(sequencer(handedOver));
        assertThat(handedOver).hasSize(1);
        assertThat(done).hasSizeLessThan(MANY);
        for (int i = 0; i < handedOver.size(); i++) {
            handedOver.get(i).run();
        }
        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, MANY).boxed().toList());
    }

    @Test
    void whereNoThreadCanBeHad_whoIsThereGoesOn() {
        Sequencer sequencer = new Sequencer(
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                Runnable::run);
        addMany(sequencer);
        sequencer.run(() -> done.add(MANY));
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, MANY).boxed().toList());
    }
}
