package io.loommp.cli.network;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of a message, as far as its sender can know.
 *
 * <p>The port is watched first, then the message goes, then a request to pass a text back to here ({@code snd}), which every
 * node serves for a port of the asking node, whether it relays for others or not. What a node says about one connection keeps
 * its order: when the text is back, the message has been delivered, and a port that was not there has been told of before.
 *
 * @see <a href="https://metacpan.org/dist/AnyEvent-MP/view/bin/aemp">aemp, whose snd asks the same</a>
 */
public sealed interface Sent {

    /** It has come to the node, and the port was there. */
    record Confirmed() implements Sent {}

    /** There is no such port, or no way to its node. */
    record Failed(KillReason reason) implements Sent {}

    /** The node has said nothing within the time. */
    record Unconfirmed() implements Sent {}

    /** Sends, and waits at most so long. <b>Threads:</b> not those of ports. */
    static Sent send(Node node, PortId to, Message message, Duration limit) throws InterruptedException {
        CompletableFuture<Sent> outcome = new CompletableFuture<>();
        PortId itsNode = PortId.of(to.node());
        Port here = node.port(p -> {
            p.onEnd(itsNode, why -> outcome.complete(new Failed(why)));
            if (!to.isNodePort()) {
                p.onEnd(to, why -> {
                    if (why instanceof KillReason.NoSuchPort) {
                        outcome.complete(new Failed(why));
                    }
                });
            }
            p.onMessage(m -> outcome.complete(new Confirmed()));
        });
        try {
            node.send(to, message);
            node.send(itsNode, "snd", here, "confirmed");
            return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Unconfirmed();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        } finally {
            here.kill(KillReason.normal());
        }
    }
}
