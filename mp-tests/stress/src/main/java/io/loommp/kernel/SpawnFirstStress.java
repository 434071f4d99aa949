package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A port is spawned while somebody who guessed its name sends to it: the function runs first. */
@JCStressTest
@Outcome(id = "[start], true", expect = Expect.ACCEPTABLE, desc = "the message came too early: a dead letter")
@Outcome(id = "[start, message], true", expect = Expect.ACCEPTABLE, desc = "the function, then the message")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message before the function, or no function")
@State
public class SpawnFirstStress {
    private final PortId id = StressKernel.KERNEL.newId("");
    private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Actor
    public void spawner() {
        StressKernel.KERNEL.startPort(id, new ControlEntry() {
            @Override
            protected void run(LocalPort port) {
                ran.add("start");
                port.onMessage(message -> ran.add(message.tag()));
            }
        });
    }

    @Actor
    public void sender() {
        StressKernel.KERNEL.send(id, Message.of("message"));
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        LocalPort port = StressKernel.KERNEL.find(id.name());
        if (port != null) {
            port.watch(reason -> ended.countDown());
            port.kill(StressKernel.reason("over"));
            r.r2 = hasEnded();
        }
        r.r1 = ran.toString();
    }

    private boolean hasEnded() {
        try {
            return ended.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
