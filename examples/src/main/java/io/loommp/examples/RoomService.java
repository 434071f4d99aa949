package io.loommp.examples;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;

// tutorial: service
/** The room, as a service that a configuration can name. */
public final class RoomService implements NodeService {
    @Override
    public String name() {
        return "room";
    }

    @Override
    public String description() {
        return "a room in which clients chat; takes no arguments";
    }

    @Override
    public Port start(Node node, Message arguments) {
        return new RoomServer().open(node);
    }
}
// end
