package io.loommp.inspect;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.Self;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code loommp::port}: one port, by its id or a name that it holds, with who watches it and what it is linked to. */
final class PortFunction implements Served {
    private static final int LIST_MAX = 100;

    private final Node node;

    PortFunction(Node node) {
        this.node = node;
    }

    @Override
    public Set<String> known() {
        return Set.of("name");
    }

    @Override
    public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
        String name = options.text("name");
        PortInfo info = name.isEmpty()
                ? null
                : node.info(new PortId(node.id(), name))
                        .or(() -> node.whereis(name).flatMap(node::info))
                        .orElse(null);
        if (info == null) {
            throw Refusal.arguments("there is no such port");
        }
        Map<String, @Nullable Object> answer = PortLine.of(info, null, null).toMap();
        answer.put("watchers", texts(info.watchers()));
        answer.put("links", texts(info.links()));
        return answer;
    }

    private static List<String> texts(List<PortId> ports) {
        return ports.stream().limit(LIST_MAX).map(PortId::toString).toList();
    }
}
