package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.spi.KernelThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One task after the other, whoever works. */
class SequencerTest {
    private static final int MANY = 10_000; // more than one turn

    private final List<Integer> done = new ArrayList<>();

    private Sequencer sequencer(List<Runnable> handedOver) {
        return new Sequencer(handedOver::add, Runnable::run, () -> 0);
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
    void aKernelThreadLetsAnotherGoOnAfterTheFirstTaskThatTakesLong() throws Exception {
        List<Runnable> handedOver = new ArrayList<>();
        AtomicLong time = new AtomicLong();
        Sequencer sequencer = new Sequencer(handedOver::add, Runnable::run, time::get);
        Thread kernelThread = new KernelThread(
                () -> sequencer.run(() -> {
                    for (int i = 0; i < 10; i++) {
                        int task = i;
                        sequencer.run(() -> {
                            done.add(task);
                            time.addAndGet(700_000);
                        });
                    }
                }),
                "kernel");
        kernelThread.start();
        kernelThread.join();
        assertThat(done).containsExactly(0, 1);
        assertThat(handedOver).hasSize(1);
        handedOver.getFirst().run();
        assertThat(done).hasSize(10);
    }

    @Test
    void whereNoThreadCanBeHad_whoIsThereGoesOn() {
        Sequencer sequencer = new Sequencer(
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                Runnable::run,
                () -> 0);
        addMany(sequencer);
        sequencer.run(() -> done.add(MANY));
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, MANY).boxed().toList());
    }
}
