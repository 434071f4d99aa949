package io.loommp.net.transport;

import java.time.Duration;

/**
 * Within which limits a transport works.
 *
 * @param monitorTimeout how long another node may be silent, an attempt to reach one may take, and the longest time between
 *     two attempts to reach a seed
 * @param connectInterval how long an address gets to accept a connection before the next is tried as well
 * @param handshakeDeadline how long a connection may take, from the greeting, to be ready
 * @param writeProgressDeadline how long another node may take nothing of what it is sent
 * @param unreadPauseMax how long at a stretch another node is not listened to because too much is unread
 * @param packetBytesMax a packet has at most this many octets
 * @param outboundHighWaterBytes with more than this on its way, senders wait; with many links with less, so that it is half of
 *     {@code outboundTotalBytesMax} on all of them
 * @param outboundBytesMax with more than this on its way, the other node is lost
 * @param outboundTotalBytesMax with more than this on its way to all nodes, the one with most of it is lost, unless senders
 *     that wait would leave as much; with twice as much, in any case
 * @param unfinishedBytesMax with more than this of packets that all nodes have begun and not completed, the one is lost whose
 *     packet has been under way for the longest time, if that is longer than {@code unreadPauseMax}; with twice as much,
 *     at once
 * @param outboundPacketsMax with more packets than this on their way, the other node is lost
 * @param handshakingMax so many connections that others opened may be not ready
 * @param handshakingPerAddressMax so many of them from one address
 * @param linksMax with so many links, no further ones are taken that others open
 */
public record Limits(
        Duration monitorTimeout,
        Duration connectInterval,
        Duration handshakeDeadline,
        Duration writeProgressDeadline,
        Duration unreadPauseMax,
        int packetBytesMax,
        long outboundHighWaterBytes,
        long outboundBytesMax,
        long outboundTotalBytesMax,
        long unfinishedBytesMax,
        int outboundPacketsMax,
        int handshakingMax,
        int handshakingPerAddressMax,
        int linksMax) {}
