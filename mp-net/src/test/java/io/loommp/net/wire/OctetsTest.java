package io.loommp.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OctetsTest {
    private static final int LENGTH = 21; // two words, and a rest

    private static byte[] plain() {
        byte[] octets = new byte[LENGTH];
        Arrays.fill(octets, (byte) 'x');
        return octets;
    }

    private static boolean isPlain(int octet) {
        return octet >= ' ' && octet < 0x80 && octet != '"' && octet != '\\';
    }

    @Test
    void plainTextEndsAtTheFirstOctetThatIsNone_whereverItStands() {
        for (int octet = 0; octet < 0x100; octet++) {
            for (int place = 0; place < LENGTH; place++) {
                byte[] octets = plain();
                octets[place] = (byte) octet;

                assertThat(Octets.endOfPlain(octets, 0, LENGTH))
                        .as("octet %d at %d", octet, place)
                        .isEqualTo(isPlain(octet) ? LENGTH : place);
            }
        }
    }

    @Test
    void ofTwoThatAreNone_theFirstCounts_whateverTheyAre() {
        for (int octet = 0; octet < 0x100; octet++) {
            for (int next = 0; next < 0x100; next++) {
                byte[] octets = plain();
                octets[2] = (byte) octet;
                octets[3] = (byte) next;
                int end = !isPlain(octet) ? 2 : !isPlain(next) ? 3 : LENGTH;

                assertThat(Octets.endOfPlain(octets, 0, LENGTH))
                        .as("octets %d and %d", octet, next)
                        .isEqualTo(end);
            }
        }
    }

    @Test
    void itLooksAtNothingBeforeAndBehindThePart() {
        for (int from = 0; from <= LENGTH; from++) {
            for (int end = from; end <= LENGTH; end++) {
                byte[] octets = new byte[LENGTH];
                Arrays.fill(octets, from, end, (byte) 'x');

                assertThat(Octets.endOfPlain(octets, from, end)).isEqualTo(end);
            }
        }
    }
}
