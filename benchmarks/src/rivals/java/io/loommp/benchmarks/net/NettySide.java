package io.loommp.benchmarks.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Netty with the messages of the bare sides: {@code server}, or {@code client WORK ADDRESS WARM-UP SECONDS}. Its fast path is
 * as its pages have it: flushes are consolidated, a sender minds whether the channel is writable, buffers are pooled.
 */
final class NettySide {
    private static final int BACKLOG = 2000;
    private static final int FLUSHES = 256;
    private static final long BREATH_NANOS = 20_000;

    private NettySide() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        if (args[0].equals("server")) {
            Channel listener = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(pipeline(() -> new Serving()))
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            System.out.println("address=127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
            while (System.in.read() >= 0) {
                // until whoever started this has gone
            }
        } else {
            long warmNanos = Work.nanos(args[3]);
            long nanos = Work.nanos(args[4]);
            if (args[1].equals("one-way")) {
                Counted counted = new Counted();
                Channel channel = connect(group, args[2], counted);
                oneWay(channel, counted, warmNanos);
                Work.tell("rate", oneWay(channel, counted, nanos));
            } else {
                Tripping tripping = new Tripping(warmNanos, nanos);
                connect(group, args[2], tripping);
                tripping.over.get();
            }
        }
        System.exit(0);
    }

    private interface Last {
        ChannelInboundHandlerAdapter handler();
    }

    private static ChannelInitializer<SocketChannel> pipeline(Last last) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline()
                        .addLast(new FlushConsolidationHandler(FLUSHES, true))
                        .addLast(new FixedLengthFrameDecoder(BareServer.MESSAGE_BYTES))
                        .addLast(last.handler());
            }
        };
    }

    private static Channel connect(MultiThreadIoEventLoopGroup group, String address, ChannelInboundHandlerAdapter last)
            throws InterruptedException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(pipeline(() -> last))
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
    }

    private static double oneWay(Channel channel, Counted counted, long nanos) throws Exception {
        counted.count = new CompletableFuture<>();
        long begun = System.nanoTime();
        byte[] payload = Work.payload();
        do {
            for (int i = 0; i < Work.BATCH; i++) {
                while (!channel.isWritable()) {
                    LockSupport.parkNanos(BREATH_NANOS);
                }
                send(channel, message(channel, BareServer.DATA, payload));
            }
        } while (System.nanoTime() - begun < nanos);
        send(channel, message(channel, BareServer.COUNT, payload));
        return counted.count.get() * 1e9 / (System.nanoTime() - begun);
    }

    private static ByteBuf message(Channel channel, byte what, byte[] payload) {
        return channel.alloc()
                .directBuffer(BareServer.MESSAGE_BYTES)
                .writeByte(what)
                .writeBytes(payload);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is the promise that promises nothing
    private static void send(Channel channel, ByteBuf message) {
        channel.writeAndFlush(message, channel.voidPromise());
    }

    /** From this handler's place in the pipeline on. */
    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private static void answer(ChannelHandlerContext context, ByteBuf message) {
        context.writeAndFlush(message, context.voidPromise());
    }

    /** What a connection of the server does. */
    private static final class Serving extends ChannelInboundHandlerAdapter {
        private long count;

        @Override
        public void channelRead(ChannelHandlerContext context, Object in) {
            ByteBuf message = (ByteBuf) in;
            switch (message.getByte(0)) {
                case BareServer.DATA -> {
                    count++;
                    message.release();
                }
                case BareServer.ECHO -> answer(context, message);
                default -> {
                    message.release();
                    byte[] answer = new byte[BareServer.MESSAGE_BYTES];
                    ByteBuf buffer = Unpooled.wrappedBuffer(answer);
                    buffer.setByte(0, BareServer.COUNT).setLong(1, count);
                    count = 0;
                    answer(context, buffer);
                }
            }
        }
    }

    /** Hears how much has arrived. */
    private static final class Counted extends SimpleChannelInboundHandler<ByteBuf> {
        private volatile CompletableFuture<Long> count = new CompletableFuture<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            count.complete(message.getLong(1));
        }
    }

    /** Makes round trips. */
    private static final class Tripping extends SimpleChannelInboundHandler<ByteBuf> {
        private final RoundTrips trips;
        private final byte[] payload = Work.payload();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();

        Tripping(long warmNanos, long nanos) {
            trips = new RoundTrips(warmNanos, nanos);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            send(context);
        }

        private void send(ChannelHandlerContext context) {
            answer(context, message(context.channel(), BareServer.ECHO, payload));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            if (trips.made()) {
                send(context);
            } else {
                over.complete(true);
            }
        }
    }
}
