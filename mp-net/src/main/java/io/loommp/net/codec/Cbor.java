package io.loommp.net.codec;

/* The numbers of RFC 8949 that both directions use. */
final class Cbor {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;

    /** Additional information: the argument is behind the first octet, in one, two, four or eight. */
    static final int ONE_BYTE = 24;

    static final int TWO_BYTES = 25;
    static final int FOUR_BYTES = 26;
    static final int EIGHT_BYTES = 27;
    static final int INDEFINITE = 31;

    static final int FALSE = 20;
    static final int TRUE = 21;
    static final int NULL = 22;
    static final int UNDEFINED = 23;

    static final int POSITIVE_BIGNUM = 2;
    static final int NEGATIVE_BIGNUM = 3;
    static final int DECIMAL_FRACTION = 4;
    static final int BIG_FLOAT = 5;
    static final int STRING_REFERENCE = 25;
    static final int SHARED_REFERENCE = 29;
    static final int SELF_DESCRIBED = 55799;

    private Cbor() {}
}
