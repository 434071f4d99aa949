package io.loommp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.testkit.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network tells of a node that uses two connections with another at a time. */
@Timeout(60)
class SecondInUseTest {
    private static final String HANDSHAKE = "greeting\nnonce\nproof\n";

    private static void write(SimConnection end, String text) {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try {
            while (octets.hasRemaining()) {
                int count = end.write(octets);
                assertThat(count).isPositive();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyPacketsCount_andOnlyWhileTheFirstIsOpen() {
        World.explore(20, world -> {
            List<String> told = new ArrayList<>();
            SimNetwork network = new SimNetwork(world);
            network.onSecondInUse((one, other) -> told.add(one + ' ' + other));
            SimHost near = network.start("near", UnaryOperator.identity()).host();
            SimHost far = network.start("far", UnaryOperator.identity()).host();
            List<SimConnection> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                InetSocketAddress there = new InetSocketAddress(network.addressOf("far"), 4040);
                ends.add(SimConnection.pair(network, near, near.freshAddress(), far, there)[0]);
            }
            write(ends.get(0), HANDSHAKE);
            write(ends.get(1), HANDSHAKE);
            write(ends.get(0), "[\"a packet\"]");
            write(ends.get(0), "[\"another\"]");
            assertThat(told).isEmpty();
            write(ends.get(1), "[\"a packet\"]");
            assertThat(told).containsExactly("near far");

            ends.get(0).close();
            ends.get(1).close();
            write(ends.get(2), HANDSHAKE + "[\"a packet\"]");
            assertThat(told).hasSize(1);
            write(ends.get(3), HANDSHAKE + "[\"a packet\"]");
            assertThat(told).hasSize(2);
        });
    }
}
