package io.loommp.testkit;

import java.util.List;

/** The contract of links, by those over TCP whose directions have different framings. */
class MixedLinkTest extends TcpLinkTest {
    @Override
    List<String> framings() {
        return List.of("json", "cbor"); // the far node writes JSON, and is written CBOR
    }
}
