package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recorded scenes with our kernel in the place of each side: what the other side sent is fed to it, read from the octets
 * that were recorded, and what it says is what was recorded: messages, monitors, kills, spawns, requests and their answers.
 *
 * <p>{@link Departures} has all that is not compared. The handshakes are played by {@code RecordedHandshakesTest}, and the
 * connections that carry nothing but the database by {@link RecordedDatabaseTest}.
 */
@Timeout(60)
class RecordedSceneTest {

    @ParameterizedTest
    @CsvSource({
        "pair_json, 0, 23",
        "pair_cbor, 0, 23",
        "pair_mixed, 0, 23",
        "triple_json, 2, 23",
        "triple_cbor, 2, 23",
        "types_json, 0, 2",
        "types_cbor, 0, 2"
    })
    void ourNodeInThePlaceOfTheServer_saysWhatItSaid(String file, int connection, int packets) {
        try (ServerPlace place =
                new ServerPlace(Recording.read(file).connections().get(connection))) {
            assertThat(place.play()).isEqualTo(packets);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pair_json, 0, 37",
        "pair_cbor, 0, 37",
        "pair_mixed, 0, 37",
        "triple_json, 2, 37",
        "triple_cbor, 2, 37",
        "types_json, 0, 3",
        "types_cbor, 0, 3"
    })
    void ourNodeInThePlaceOfTheClient_saysWhatItSaid_andHearsWhatItHeard(String file, int connection, int packets) {
        try (ClientPlace place =
                new ClientPlace(Recording.read(file).connections().get(connection))) {
            assertThat(place.play()).isEqualTo(packets);
        }
    }
}
