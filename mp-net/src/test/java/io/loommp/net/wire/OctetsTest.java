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

    private static boolean isUnescaped(int octet) {
        return octet >= ' ' && octet != '"' && octet != '\\';
    }

    @Test
    void itEndsAtTheFirstOctetThatHasToBeEscaped_whereverItStands() {
        for (int octet = 0; octet < 0x100; octet++) {
            for (int place = 0; place < LENGTH; place++) {
                byte[] octets = plain();
                octets[place] = (byte) octet;

                assertThat(Octets.endOfUnescaped(octets, 0, LENGTH))
                        .as("octet %d at %d", octet, place)
                        .isEqualTo(isUnescaped(octet) ? LENGTH : place);
            }
        }
    }

    @Test
    void ofTwoThatHaveToBe_theFirstCounts_whateverTheyAre() {
        for (int octet = 0; octet < 0x100; octet++) {
            for (int next = 0; next < 0x100; next++) {
                byte[] octets = plain();
                octets[2] = (byte) octet;
                octets[3] = (byte) next;
                int end = !isUnescaped(octet) ? 2 : !isUnescaped(next) ? 3 : LENGTH;

                assertThat(Octets.endOfUnescaped(octets, 0, LENGTH))
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

                assertThat(Octets.endOfUnescaped(octets, from, end)).isEqualTo(end);
            }
        }
    }
}
