package io.loommp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.testing.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy does to octets and to the ends of connections. */
@Timeout(60)
class FaultProxyTest {
    private static final Duration LONG = Duration.ofMillis(300);
    private static final byte[] TEXT = "what is sent".getBytes(StandardCharsets.UTF_8);

    private ServerSocket listener;
    private FaultProxy proxy;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = new FaultProxy(listener.getLocalPort(), 1);
        near = dial();
        far = listener.accept();
    }

    private Socket dial() throws IOException {
        String address = proxy.address();
        return new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.indexOf(':') + 1)));
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        proxy.close();
        listener.close();
    }

    private static void send(Socket from) throws IOException {
        from.getOutputStream().write(TEXT);
    }

    private static void expect(Socket to) throws IOException {
        assertThat(to.getInputStream().readNBytes(TEXT.length)).isEqualTo(TEXT);
    }

    @Test
    void passesOctetsOnBothWays_andTheEndOfEach() throws IOException {
        send(near);
        expect(far);
        near.shutdownOutput();
        assertThat(far.getInputStream().read()).isEqualTo(-1);
        send(far);
        expect(near);
        far.close();
        assertThat(near.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void inABlackHoleOneWayTheOtherWayIsOpen_andWhatWasHeldArrivesAfterwards() throws IOException {
        proxy.blackhole(Direction.FORTH);
        send(near);
        near.shutdownOutput();
        send(far);
        expect(near);
        assertThat(far.getInputStream().available()).isZero();
        proxy.heal();
        expect(far);
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void inABlackHoleWhoSendsGetsRidOfIt_inFrostItDoesNot() throws IOException {
        proxy.blackhole();
        byte[] much = new byte[3 * 1024 * 1024];
        near.getOutputStream().write(much); // more than the buffers of a socket hold
        assertThat(far.getInputStream().available()).isZero();
        proxy.heal();
        assertThat(far.getInputStream().readNBytes(much.length)).hasSize(much.length);

        proxy.freeze(Direction.FORTH);
        Thread sender = Thread.ofPlatform().daemon().start(() -> sendWithoutEnd(near));
        send(far);
        expect(near);
        assertThat(far.getInputStream().available()).isZero();
        proxy.reset();
        assertThat(joined(sender)).isTrue();
    }

    private static void sendWithoutEnd(Socket from) {
        try {
            while (true) {
                from.getOutputStream().write(new byte[1024 * 1024]);
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class); // the connection was broken
        }
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aResetIsHeardOnBothSides_andTheNextConnectionIsFine() throws IOException {
        proxy.reset();
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketException.class);
        near = dial();
        far = listener.accept();
        send(near);
        expect(far);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void whenNobodyListensAConnectionIsReset() throws IOException {
        listener.close();
        try (Socket vain = dial()) {
            assertThatThrownBy(() -> {
                        int octet = vain.getInputStream().read();
                        assertThat(octet)
                                .as("the connection has an end, but no reset")
                                .isNotEqualTo(-1);
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void delaysAndMergesInOrder() throws IOException {
        proxy.delay(LONG, LONG.plusMillis(100), Direction.FORTH);
        long begun = System.nanoTime();
        send(near);
        send(near);
        expect(far);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(LONG.toNanos());
        expect(far);

        proxy.heal();
        proxy.merge(LONG);
        begun = System.nanoTime();
        send(near);
        expect(far);
        assertThat(period(System.nanoTime())).isGreaterThan(period(begun));
    }

    private static long period(long nanos) {
        return Math.floorDiv(nanos, LONG.toNanos());
    }

    @Test
    void splitsIntoPiecesOfAnySize() throws IOException {
        proxy.split(3, Direction.BACK);
        send(far);
        assertThat(near.getInputStream().read(new byte[TEXT.length])).isBetween(1, TEXT.length);
        send(far);
        far.shutdownOutput();
        assertThat(near.getInputStream().readAllBytes()).hasSizeBetween(TEXT.length, 2 * TEXT.length - 1);
    }

    @Test
    void capsTheBandwidth() throws IOException {
        proxy.limit(100_000, Direction.FORTH);
        long begun = System.nanoTime();
        near.getOutputStream().write(new byte[50_000]);
        near.shutdownOutput();
        assertThat(far.getInputStream().readAllBytes()).hasSize(50_000);
        assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
    }

    @Test
    void newConnectionsGoWhereTheyAreSentNow() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            proxy.retarget(other.getLocalPort());
            try (Socket dialled = dial();
                    Socket accepted = other.accept()) {
                send(dialled);
                expect(accepted);
                send(near);
                expect(far);
            }
        }
    }
}
