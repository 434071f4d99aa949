package io.loommp.net.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.wire.ProtocolException;
import java.lang.reflect.Field;
import java.nio.CharBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonDecoderTest {
    @Test
    void aLongPacketThatIsNotUtf8LeavesNoLongBuffer() throws Exception {
        JsonDecoder decoder = new JsonDecoder(1 << 24);
        byte[] packet = new byte[1 << 20];
        Arrays.fill(packet, (byte) 0xff);

        assertThatThrownBy(() -> decoder.decode(packet, 0, packet.length)).isInstanceOf(ProtocolException.class);

        Field field = JsonDecoder.class.getDeclaredField("characters");
        field.setAccessible(true);
        assertThat(((CharBuffer) field.get(decoder)).capacity()).isLessThanOrEqualTo(1 << 16);
    }
}
