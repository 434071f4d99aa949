package io.loommp.readme;

// readme: sender
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;

public class Sender {
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("sender/%u")
                .secret(Secret.fromFile(Path.of(args[0])))
                .seed(args[1])
                .build();
        try (Node node = Nodes.start(config)) {
            PortId text = PortId.of("receiver#text");
            Message answer = ThreadPorts.call(node, self -> {
                self.monitor(text, why -> Message.of("lost", why));
                self.send(text, "upper", self, "hello");
                return self.get();
            });
            System.out.println(answer);
        }
    }
}
// end
