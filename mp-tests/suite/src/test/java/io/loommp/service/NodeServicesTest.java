package io.loommp.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services are found by name, and started in order. */
class NodeServicesTest {
    private final List<String> started = new ArrayList<>();

    private NodeService service(String name) {
        return new NodeService() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return "a service of this test";
            }

            @Override
            public Port start(Node node, Message arguments) throws IOException {
                if (arguments.has(0) && arguments.string(0).equals("broken")) {
                    throw new IOException("the disk is full");
                }
                started.add(name + arguments);
                return node.port(p -> p.onMessage(message -> {}));
            }
        };
    }

    private final Services services = Services.of(List.of(service("second"), service("first")));

    @Test
    void theyStartInOrder_withTheirArguments() {
        try (Node node = LocalNodes.start("here")) {
            List<Port> ports = services.start(
                    node, List.of(ServiceCall.of("second"), new ServiceCall("first", List.of("a", List.of(1)))));
            assertThat(ports).hasSize(2).allMatch(Port::isLive);
            assertThat(started).containsExactly("second[]", "first[\"a\", [1]]");
        }
    }

    @Test
    void oneThatIsNotThereIsAnErrorThatNamesThoseThatAre_beforeAnythingStarts() {
        try (Node node = LocalNodes.start("here")) {
            assertThatThrownBy(() -> services.start(node, List.of(ServiceCall.of("first"), ServiceCall.of("third"))))
                    .isInstanceOfSatisfying(ServiceFailed.class, e -> {
                        assertThat(e.service()).isEqualTo("third");
                        assertThat(e.isMisconfigured()).isTrue();
                    })
                    .hasMessage("there is no service \"third\"; there are first, second");
            assertThat(started).isEmpty();
        }
        assertThatThrownBy(() -> Services.of(List.of()).check(List.of(ServiceCall.of("x"))))
                .hasMessage("there is no service \"x\"; there are none");
    }

    @Test
    void anErrorNamesTheService_andStopsTheOthers() {
        try (Node node = LocalNodes.start("here")) {
            ServiceCall broken = new ServiceCall("first", List.of("broken"));
            assertThatThrownBy(() -> services.start(node, List.of(broken, ServiceCall.of("second"))))
                    .isInstanceOfSatisfying(
                            ServiceFailed.class,
                            e -> assertThat(e.isMisconfigured()).isFalse())
                    .hasMessage("the service \"first\" does not start: java.io.IOException: the disk is full");
            ServiceCall strange = new ServiceCall("first", List.of(List.of()));
            assertThatThrownBy(() -> services.start(node, List.of(strange)))
                    .isInstanceOfSatisfying(
                            ServiceFailed.class,
                            e -> assertThat(e.isMisconfigured()).isTrue())
                    .hasMessageContaining("element 0 is no text");
            assertThat(started).isEmpty();
        }
    }

    @Test
    void twoOfOneNameAreAnError() {
        assertThatThrownBy(() -> Services.of(List.of(service("first"), service("first"))))
                .isInstanceOf(ServiceFailed.class)
                .hasMessageStartingWith("two services have the name \"first\": ");
    }
}
