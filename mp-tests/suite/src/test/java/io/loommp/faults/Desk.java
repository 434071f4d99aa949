package io.loommp.faults;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;

/** The port that receives numbered messages. It logs each, and says of some that it has received all up to them. */
final class Desk {
    /** The number of each such message is told to its sender. */
    static final int RECEIPT_EVERY = 8;

    private final CallbackPort self;
    private final LineLog log;

    private Desk(CallbackPort self, LineLog log) {
        this.self = self;
        this.log = log;
    }

    /** A new one; its id is what is to be watched: its name may stand for another one at any time. */
    static Port open(Node node, LineLog log) {
        Port port = node.port(p -> {
            Desk desk = new Desk(p, log);
            p.on("where", desk::tellWhere);
            p.on("data", desk::receive);
        });
        log.write("P", port.id());
        return port;
    }

    private void tellWhere(Message question) {
        self.send(question.port(1), "desk", self);
    }

    private void receive(Message data) {
        PortId sender = data.port(1);
        long number = data.longInteger(4);
        log.add(data.string(2), data.string(3), number);
        if (number % RECEIPT_EVERY == 0) {
            log.flush();
            self.send(sender, "receipt", data.string(3), number);
        }
    }
}
