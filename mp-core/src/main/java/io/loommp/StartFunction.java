package io.loommp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What begins a port that is spawned by the name of a function, from here or from another node.
 *
 * <p>It runs in the new port's context, before any message that the port is sent. It sets handlers, or attaches a thread
 * ({@code ThreadPorts.attach}), and the port lives on; messages for which it has no handler are ignored as long as it has no
 * default handler. If it does neither, there is no port: who watches it is told {@code no_such_port}.
 *
 * <p><b>Blocking:</b> allowed; the port's messages wait.
 */
@FunctionalInterface
public interface StartFunction {

    /**
     * Begins the port.
     *
     * @param self the new port, as its code sees it
     * @param args what the spawner gave along: plain values, as they stand in messages; of another node, port ids are texts.
     *     {@link Message#fromList} gives them the accessors of a message. For reading only.
     * @throws Exception ends the port with the reason {@code die}
     */
    void start(CallbackPort self, List<@Nullable Object> args) throws Exception;
}
