package io.loommp.faults;

import io.loommp.testing.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A node in the middle, the hub, and others around it, all of them processes; each of the others dials the hub through a proxy
 * of its own, and sends to the hub what it likes, as the hub does to them.
 */
final class Star implements AutoCloseable {

    /** One of those around the hub, and the way to it. */
    record Leaf(Member member, FaultProxy proxy) {
        String name() {
            return member.name();
        }
    }

    private final List<Leaf> leaves = new ArrayList<>();
    private final Member hub;

    Star(Member.Setting setting, int size) throws IOException {
        List<String> names =
                IntStream.rangeClosed(1, size).mapToObj(i -> "leaf" + i).toList();
        hub = new Member(setting, "hub", List.of(), names, "binds=127.0.0.1:0");
        for (String name : names) {
            FaultProxy proxy = new FaultProxy(hub.port(), setting.seed() + leaves.size());
            Member member = new Member(setting, name, List.of(), List.of(hub.name()), "seeds=" + proxy.address());
            leaves.add(new Leaf(member, proxy));
        }
    }

    Member hub() {
        return hub;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    /** Waits until messages go there and back between the hub and a leaf, begun by either. */
    void awaitFlow(Leaf leaf) throws IOException {
        Member.awaitFlow(leaf.member(), hub);
    }

    /** Waits for all leaves. */
    void awaitFlow() throws IOException {
        for (Leaf leaf : leaves) {
            awaitFlow(leaf);
        }
    }

    /** Starts the hub anew after it was killed. */
    void restartHub() throws IOException {
        hub.restart();
        int port = hub.port();
        leaves.forEach(leaf -> leaf.proxy().retarget(port));
    }

    /** All of its nodes. */
    List<Member> members() {
        List<Member> all = new ArrayList<>(leaves.stream().map(Leaf::member).toList());
        all.add(hub);
        return all;
    }

    @Override
    public void close() throws IOException {
        for (Leaf leaf : leaves) {
            leaf.proxy().close();
            leaf.member().close();
        }
        hub.close();
    }
}
