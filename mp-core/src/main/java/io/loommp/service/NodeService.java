package io.loommp.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;

/**
 * Something that a node can be told to run by its name, in the {@code services} of its configuration or by
 * {@code loommp run --service}. A program brings some by naming its classes to {@link java.util.ServiceLoader}; each has a
 * constructor without parameters.
 *
 * <p>A service is a port and what hangs on it. It ends when its port does: by itself, or when the node drains
 * ({@link Node#drain}) and asks the port to exit, or when the node closes. A service that has work to finish traps exits ({@link io.loommp.Self#trapExits}), a
 * supervisor ends what it keeps, any other ends at once.
 *
 * <p><b>Threads:</b> services of one node are started by one thread, one after the other. Several nodes of one process may
 * start one at the same time.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, the services of configure</a>
 */
public interface NodeService {

    /** The name by which configurations name it, {@code chat} say: not empty, without blanks and brackets. */
    String name();

    /** What it does and which arguments it takes, in one line for people. */
    String description();

    /**
     * Starts it. What others are to find it by, a name of the node or a family of the database, is its own business.
     *
     * <p><b>Blocking:</b> allowed; the services behind it wait.
     *
     * @param node runs and, in a network, listens; its seeds need not be connected yet
     * @param arguments what stands behind the name in the configuration; element 0 is the first of them
     * @return the port that is the service
     * @throws io.loommp.MessageShapeException if there are not the arguments that it needs
     * @throws Exception is the end of the node: a configuration that cannot be obeyed is an error
     */
    Port start(Node node, Message arguments) throws Exception;
}
