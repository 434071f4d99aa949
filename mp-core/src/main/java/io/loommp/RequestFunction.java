package io.loommp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node does when a request of some name is made of it; see {@link Node#export}.
 *
 * <p>Calls run one at a time, in the context of a port of the function's own, in the order in which they came.
 *
 * <p><b>Blocking:</b> allowed; the calls behind it wait.
 */
@FunctionalInterface
public interface RequestFunction {

    /**
     * Does what is asked for.
     *
     * @param self the function's port, as its own code sees it; {@link Self#origin} is the node that asks
     * @param args what the asking node gave along: plain values, as they stand in messages; of another node, port ids are
     *     texts. {@link Message#fromList} gives them the accessors of a message. For reading only.
     * @throws Exception is the end of this call alone, and is told as an event
     */
    void call(Self self, List<@Nullable Object> args) throws Exception;
}
