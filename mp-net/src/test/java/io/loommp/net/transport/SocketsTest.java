package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Where strangers come from. */
class SocketsTest {
    private static String source(String address) {
        return Sockets.source(new InetSocketAddress(address, 4040));
    }

    @Test
    void aHostWithManyAddressesOfIpv6IsOneSource() {
        assertThat(source("2001:db8:1:2::1")).isEqualTo(source("2001:db8:1:2:ffff::2"));
        assertThat(source("2001:db8:1:2::1")).isNotEqualTo(source("2001:db8:1:3::1"));
    }

    @Test
    void eachAddressOfIpv4IsOne() {
        assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
        assertThat(source("192.0.2.1")).isEqualTo(source("::ffff:192.0.2.1"));
    }
}
