package io.loommp.cli.inspect;

import java.util.Arrays;
import java.util.Optional;

/** In which order {@code top} shows ports, named as on the command line and in the request. */
enum TopOrder {
    /** Those first for which most waits. */
    mailbox('m'),
    /** Those first that get most a second. */
    rate('r'),
    /** Those first that have got most. */
    received('c'),
    /** Those first that have let a message wait the longest. */
    age('a'),
    /** Those first that are watched by most. */
    monitors('w'),
    /** By their ids. */
    id('i');

    private final int key;

    TopOrder(char key) {
        this.key = key;
    }

    /** The one that a key chooses. */
    static Optional<TopOrder> of(int key) {
        return Arrays.stream(values()).filter(order -> order.key == key).findFirst();
    }
}
