package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.cli.CommandFailed;
import io.loommp.inspect.PortLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer to {@code loommp::ports}, read. */
record PortsQuery(
        int ports, int matching, long waiting, @Nullable Double rate, List<PortLine> lines) {
    static final String FUNCTION = "loommp::ports";

    /** The most that one answer holds. */
    static final int PIECE_MAX = 500;

    static PortsQuery read(Target target, Map<String, @Nullable Object> answer) throws CommandFailed {
        try {
            Message values =
                    Message.of(answer.get("ports"), answer.get("matching"), answer.get("waiting"), answer.get("lines"));
            List<PortLine> lines = new ArrayList<>();
            Message list = Message.fromList(values.list(3));
            for (int i = 0; i < list.size(); i++) {
                lines.add(PortLine.fromMap(list.map(i)));
            }
            Double rate = answer.get("rate") == null
                    ? null
                    : Message.of(answer.get("rate")).real(0);
            return new PortsQuery(values.integer(0), values.integer(1), values.longInteger(2), rate, lines);
        } catch (MessageShapeException e) {
            throw target.malformed(e.getMessage());
        }
    }

    /**
     * Whether there are more behind the last of these, in the order of ids: more fit than are here. How many are here says
     * nothing, as some that were found may have ended.
     */
    boolean hasNext() {
        return !lines.isEmpty() && matching > lines.size();
    }
}
