package io.loommp.examples;

import io.loommp.KillReason;
import io.loommp.PortId;

/** What the clients and the server of the chat tell each other. */
final class Chat {
    /** The family of the database in which servers are found. */
    static final String SERVERS = "chat_servers";

    private Chat() {}

    // tutorial: chat
    /** What a server understands. */
    sealed interface ToServer {}

    record Join(PortId client, String nick) implements ToServer {}

    record Say(PortId client, String text) implements ToServer {}

    /** What it tells itself: a client has ended. */
    record Left(PortId client, KillReason why) implements ToServer {}

    /** What a client understands. */
    sealed interface ToClient {}

    record Heard(String text) implements ToClient {}

    /** What it tells itself: a line was typed, or the server is lost. */
    record Typed(String text) implements ToClient {}

    record Lost(PortId server, KillReason why) implements ToClient {}
    // end
}
