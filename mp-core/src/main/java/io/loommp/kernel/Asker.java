package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.spi.Link;

/** Who makes a request of a node, and the way an answer goes. */
sealed interface Asker {

    /** The id of the node that asks. */
    String node();

    /** Sends to a port of the asking node; false if the message cannot be written. */
    boolean answer(String port, Message answer);

    /** Delivers to a port of this node what the asker has brought. */
    void deliver(String port, Message message);

    /**
     * Another node.
     *
     * @param link by which the request came; an answer goes that way or not at all, as nobody is to be dialled for it
     * @param account where is booked what the asker has brought, until it is read
     * @param weight about how many bytes of heap that keeps
     */
    record There(Kernel kernel, Peer peer, Link link, Unread.Account account, long weight) implements Asker {
        @Override
        public String node() {
            return peer.node();
        }

        /** Never waits: it is the link's own thread that serves the request. */
        @Override
        public boolean answer(String port, Message answer) {
            try {
                if (!link.post(port, answer)) {
                    kernel.deadLetter(new PortId(node(), port), answer, Event.DeadLetter.Cause.CONNECTION_LOST);
                }
                return true;
            } catch (IllegalArgumentException e) {
                return false; // a little longer than the request, it may be longer than a packet may be
            }
        }

        @Override
        public void deliver(String port, Message message) {
            kernel.delivery().deliver(link, port, message, account, weight);
        }
    }

    /** This node itself. */
    record Here(Kernel kernel) implements Asker {
        @Override
        public String node() {
            return kernel.id();
        }

        @Override
        public boolean answer(String port, Message answer) {
            deliver(port, answer);
            return true;
        }

        @Override
        public void deliver(String port, Message message) {
            kernel.delivery().deliver(new PortId(kernel.id(), port), message);
        }
    }
}
