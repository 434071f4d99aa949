package io.loommp.net.handshake;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines out of a stream of octets; they end with LF or CR LF.
 *
 * <p><b>Limits:</b> 4,096 octets a line, its end included; keeps no more than that.
 */
final class LineReader {
    static final int LINE_BYTES_MAX = 4096;

    private byte[] line = new byte[256];
    private int length;

    /**
     * Takes octets up to the next end of a line.
     *
     * @return the line without its end, or null if it has not ended yet
     * @throws ProtocolException if it is too long or contains NUL
     */
    byte @Nullable [] read(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte octet = in.get();
            if (octet == '\n') {
                return take();
            }
            if (octet == 0) {
                throw new ProtocolException(Code.MALFORMED_LINE, "NUL");
            }
            append(octet);
        }
        return null;
    }

    private void append(byte octet) {
        if (length == LINE_BYTES_MAX - 1) {
            throw new ProtocolException(Code.LINE_TOO_LONG, "more than " + LINE_BYTES_MAX + " octets");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * length, LINE_BYTES_MAX));
        }
        line[length++] = octet;
    }

    private byte[] take() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        return Arrays.copyOf(line, end);
    }
}
