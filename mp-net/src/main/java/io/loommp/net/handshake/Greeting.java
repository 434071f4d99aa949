package io.loommp.net.handshake;

import io.loommp.PortId;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first line that a node says: who it is and what it understands.
 *
 * <pre>{@code aemp;1;<node id>;<accepted methods>;<framings>[;key=value]...}</pre>
 *
 * @param node the id the node gives itself; nothing proves it
 * @param methods how it lets others prove the secret, best first
 * @param framings how it lets others write packets, best first
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport, section PROTOCOL</a>
 */
record Greeting(String node, List<String> methods, List<String> framings) {
    private static final String PROTOCOL = "aemp";
    private static final String VERSION = "1";
    private static final int FIELDS_MIN = 5;

    /** The line, without its end. The address of the other side and the provider are for people. */
    byte[] toLine(String provider, String peerAddress) {
        String line = String.join(
                ";",
                PROTOCOL,
                VERSION,
                node,
                String.join(",", methods),
                String.join(",", framings),
                "provider=" + escaped(provider),
                "peeraddr=" + escaped(peerAddress),
                "mproto=1",
                "gproto=1");
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String value) {
        return value.replace("%", "%25").replace(";", "%3b");
    }

    /** @throws ProtocolException if the line is none that a node of this protocol and version says */
    static Greeting parse(byte[] line) {
        String[] fields = new String(line, StandardCharsets.ISO_8859_1).split(";", -1);
        if (!fields[0].equals(PROTOCOL)) {
            throw new ProtocolException(Code.FOREIGN_PROTOCOL, "another first word");
        }
        if (fields.length < FIELDS_MIN) {
            throw new ProtocolException(Code.MALFORMED_LINE, fields.length + " fields in a greeting");
        }
        if (!fields[1].equals(VERSION)) {
            throw new ProtocolException(Code.FOREIGN_PROTOCOL, "another version");
        }
        return new Greeting(nodeId(fields[2]), List.of(fields[3].split(",")), List.of(fields[4].split(",")));
    }

    private static String nodeId(String octets) {
        try {
            ByteBuffer utf8 = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            return PortId.checkNodeId(
                    StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
        } catch (CharacterCodingException e) {
            throw new ProtocolException(Code.BAD_NODE_ID, "not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(Code.BAD_NODE_ID, "empty, too long, or with a character that no id may have");
        }
    }
}
