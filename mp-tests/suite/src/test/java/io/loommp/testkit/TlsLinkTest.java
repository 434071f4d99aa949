package io.loommp.testkit;

import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.testing.Certificates;

/** The contract of links, by those that are encrypted. */
class TlsLinkTest extends TcpLinkTest {
    @Override
    NodeConfig.Builder trusting(NodeConfig.Builder builder) {
        return builder.cert(Credentials.ofPem(Certificates.shared()));
    }
}
