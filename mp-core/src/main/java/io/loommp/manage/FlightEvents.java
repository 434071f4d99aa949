package io.loommp.manage;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What the Flight Recorder is told of a node; all are off unless a recording asks for them. */
final class FlightEvents {
    private FlightEvents() {}

    /** A message is sent. */
    @Name("loommp.Send")
    @Label("Message Sent")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class Send extends jdk.jfr.Event {
        @Label("From")
        @Nullable
        String from;

        @Label("To")
        @Nullable
        String to;

        @Label("Tag")
        @Nullable
        String tag;
    }

    /** A message stands in a mailbox or channel. */
    @Name("loommp.Receive")
    @Label("Message Received")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class Receive extends jdk.jfr.Event {
        @Label("To")
        @Nullable
        String to;

        @Label("Node")
        @Nullable
        String node;

        @Label("Tag")
        @Nullable
        String tag;
    }

    /** A port has come into being. */
    @Name("loommp.PortSpawn")
    @Label("Port Spawned")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class PortSpawn extends jdk.jfr.Event {
        @Label("Port")
        @Nullable
        String port;
    }

    /** A port has ended. */
    @Name("loommp.PortDeath")
    @Label("Port Died")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class PortDeath extends jdk.jfr.Event {
        @Label("Port")
        @Nullable
        String port;

        @Label("Reason")
        @Nullable
        String reason;
    }

    /** A connection is ready. */
    @Name("loommp.LinkUp")
    @Label("Link Up")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class LinkUp extends jdk.jfr.Event {
        @Label("Node")
        @Nullable
        String node;

        @Label("Address")
        @Nullable
        String address;
    }

    /** A connection is gone. */
    @Name("loommp.LinkDown")
    @Label("Link Down")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class LinkDown extends jdk.jfr.Event {
        @Label("Node")
        @Nullable
        String node;

        @Label("Why")
        @Nullable
        String why;
    }

    /** A mailbox has grown. */
    @Name("loommp.MailboxHigh")
    @Label("Mailbox High Water")
    @Category("LoomMP")
    @Enabled(false)
    @StackTrace(false)
    static final class MailboxHigh extends jdk.jfr.Event {
        @Label("Port")
        @Nullable
        String port;

        @Label("Waiting")
        int waiting;
    }
}
