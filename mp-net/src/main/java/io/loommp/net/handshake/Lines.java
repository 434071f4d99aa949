package io.loommp.net.handshake;

/* The two lines that one side says first, without line ends. A class, not a record: arrays. */
final class Lines {
    private final byte[] greeting;
    private final byte[] nonce;

    Lines(byte[] greeting, byte[] nonce) {
        this.greeting = greeting;
        this.nonce = nonce;
    }

    byte[] greeting() {
        return greeting;
    }

    byte[] nonce() {
        return nonce;
    }
}
