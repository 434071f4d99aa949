package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.spi.Link;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A link that writes down what it is given, packet by packet: the port's name and the message. */
final class FakeLink implements Link {
    private final Kernel kernel;
    private final String node;
    private final List<Message> packets = new CopyOnWriteArrayList<>();
    private volatile boolean lost;
    private volatile Predicate<Message> refusal = message -> false;
    private volatile @Nullable String closed;

    FakeLink(Kernel kernel, String node) {
        this.kernel = kernel;
        this.node = node;
    }

    /** From now on such messages cannot be written. */
    void refuse(Predicate<Message> such) {
        refusal = such;
    }

    /** The packets that went out, each led by the name of the port. */
    List<Message> packets() {
        return List.copyOf(packets);
    }

    /** Why the kernel asked that it be closed; null if it did not. */
    @Nullable
    String closed() {
        return closed;
    }

    /** The other node sends something. */
    void receive(String port, @Nullable Object... elements) {
        kernel.receive(this, port, Message.of(elements), kernel.unread().open(node()), 100);
    }

    boolean up() {
        return kernel.linkUp(this, "somewhere:1");
    }

    /** The connection breaks. */
    void lose(String text) {
        lost = true;
        kernel.linkDown(this, text);
    }

    /** From now on it drops what it is given, though the kernel has not been told. */
    void breakSilently() {
        lost = true;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public boolean send(String port, Message message) {
        return post(port, message);
    }

    @Override
    public boolean post(String port, Message message) {
        if (refusal.test(message)) {
            throw new IllegalArgumentException("cannot be written");
        }
        if (lost) {
            return false;
        }
        packets.add(Message.of(port).with(message.toList().toArray()));
        return true;
    }

    @Override
    public void close(String why) {
        closed = why;
    }
}
