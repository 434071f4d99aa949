package io.loommp.benchmarks.peers;

import com.softwaremill.jox.Channel;

/** Unlimited channels of jox, which are made for virtual threads. */
public final class JoxChannel extends BoxedThreads {
    /** Made by name. */
    public JoxChannel() {
        super(Unlimited::new);
    }

    private static final class Unlimited implements Box {
        private final Channel<Object> channel = Channel.newUnlimitedChannel();

        @Override
        public void put(Object message) throws InterruptedException {
            channel.send(message);
        }

        @Override
        public Object take() throws InterruptedException {
            return channel.receive();
        }
    }
}
