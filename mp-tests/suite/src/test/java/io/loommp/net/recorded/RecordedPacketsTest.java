package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.JsonCodec;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real nodes wrote in JSON is cut into the packets that were recorded, however the stream is split. */
@Timeout(60)
class RecordedPacketsTest {

    @ParameterizedTest
    @CsvSource({"pair_json, c2s", "pair_json, s2c", "types_json, c2s", "types_json, s2c"})
    void everySplitInTwo_givesTheRecordedValues(String recording, String direction) {
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            byte[] octets = connection.packetOctets(direction);
            List<Message> expected = expected(connection, direction);
            for (int split = 0; split <= octets.length; split++) {
                PacketCutter cutter =
                        new PacketCutter().accept(octets, 0, split).accept(octets, split, octets.length);

                assertThat(cutter.values()).as("split at %d", split).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"pair_json, c2s", "pair_json, s2c", "triple_json, c2s", "triple_json, s2c", "globals_json, c2s"})
    void octetByOctet_givesTheRecordedValues(String recording, String direction) {
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            byte[] octets = connection.packetOctets(direction);
            PacketCutter cutter = new PacketCutter();
            for (int at = 0; at < octets.length; at++) {
                cutter.accept(octets, at, at + 1);
            }

            assertThat(cutter.values()).isEqualTo(expected(connection, direction));
        }
    }

    @ParameterizedTest
    @CsvSource({"pair_json, c2s", "pair_json, s2c", "types_json, c2s", "types_json, s2c"})
    void whatWeWriteOfTheRecordedValues_readsAsTheSame(String recording, String direction) {
        JsonCodec codec = new JsonCodec(1 << 20);
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            for (Message value : expected(connection, direction)) {
                byte[] octets = codec.encode(value.string(0), Message.fromList(value.from(1)));

                assertThat(new PacketCutter().accept(octets, 0, octets.length).values())
                        .containsExactly(value);
            }
        }
    }

    private static List<Message> expected(Recording.Connection connection, String direction) {
        return connection.packets(direction).map(Recording.Item::value).toList();
    }
}
