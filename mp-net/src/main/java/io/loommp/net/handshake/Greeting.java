package io.loommp.net.handshake;

import static java.util.stream.Collectors.joining;

import io.loommp.PortId;
import io.loommp.net.handshake.Admission.Tls;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line that a node says: who it is and what it understands.
 *
 * <pre>{@code aemp;1;<node id>;<accepted methods>;<framings>[;key=value]...}</pre>
 *
 * @param node the id the node gives itself; nothing proves it
 * @param tls whether the connection is to be encrypted, as both sides can
 * @param method the first that it accepts as proof, and we offer on such a connection; null if there is none
 * @param framing the first that it lets others write packets in and we have; null if there is none
 * @param holdsBack whether it has its proof out on one connection to a node at a time, which nodes of LoomMP say by
 *     {@code oneproof=1}
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport, section PROTOCOL</a>
 */
record Greeting(
        String node,
        boolean tls,
        @Nullable Method method,
        @Nullable String framing,
        boolean holdsBack) {
    private static final String PROTOCOL = "aemp";
    private static final String VERSION = "1";
    private static final int FIELDS_MIN = 5;
    private static final String HOLDS_BACK = "oneproof=1";
    private static final String TLS_KEY = "tls=";
    private static final Pattern TLS_VERSION_1 = Pattern.compile("tls=1(\\.[0-9]*)?");

    /** The line, without its end. The address of the other side and the provider are for people. */
    static byte[] line(String node, Admission admission, List<String> framings, String provider, String peerAddress) {
        String line = String.join(
                ";",
                PROTOCOL,
                VERSION,
                node,
                admission.accepted().stream().map(Method::text).collect(joining(",")),
                String.join(",", framings),
                "provider=" + escaped(provider),
                "peeraddr=" + escaped(peerAddress),
                "mproto=1",
                "gproto=1",
                HOLDS_BACK);
        if (admission.tls() != Tls.OFF) {
            line += ";tls=1.0";
        }
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String value) {
        return value.replace("%", "%25").replace(";", "%3b");
    }

    /**
     * Reads one. Of its lists, which may be long, nothing is kept but what is common.
     *
     * @param admission what we have of TLS, and offer
     * @param framings those that we have
     * @throws ProtocolException if the line is none that a node of this protocol and version says
     */
    static Greeting parse(byte[] line, Admission admission, List<String> framings) {
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
        boolean tls = admission.tls() != Tls.OFF && isTls(fields);
        return new Greeting(
                nodeId(fields[2]),
                tls,
                method(fields[3], admission, tls),
                common(fields[4], framings),
                Arrays.asList(fields).subList(FIELDS_MIN, fields.length).contains(HOLDS_BACK));
    }

    /** Of several values the last counts. */
    private static boolean isTls(String[] fields) {
        boolean tls = false;
        for (int i = FIELDS_MIN; i < fields.length; i++) {
            if (fields[i].startsWith(TLS_KEY)) {
                tls = TLS_VERSION_1.matcher(fields[i]).matches();
            }
        }
        return tls;
    }

    private static @Nullable Method method(String theirs, Admission admission, boolean tls) {
        return Arrays.stream(theirs.split(","))
                .map(name -> Method.of(name).orElse(null))
                .filter(Objects::nonNull)
                .filter(method -> admission.offered().contains(method) && (tls || !method.needsTls()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String common(String theirs, List<String> ours) {
        return Arrays.stream(theirs.split(","))
                .filter(ours::contains)
                .findFirst()
                .orElse(null);
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
