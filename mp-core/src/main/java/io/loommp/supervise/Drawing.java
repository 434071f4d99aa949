package io.loommp.supervise;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.manage.LogText;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Draws a running tree. */
final class Drawing {
    private final StringBuilder out = new StringBuilder();

    private Drawing() {}

    static String of(Supervisor root) {
        Drawing drawing = new Drawing();
        drawing.out
                .append(root.name())
                .append(" (")
                .append(root.strategy())
                .append(") ")
                .append(root.isLive() ? "running" : "ended")
                .append(", ")
                .append(LogText.escape(root.id().toString()))
                .append('\n');
        drawing.below(root, "");
        return drawing.out.toString();
    }

    private void below(Supervisor supervisor, String indent) {
        for (Iterator<ChildInfo> each = supervisor.children().iterator(); each.hasNext(); ) {
            ChildInfo child = each.next();
            boolean last = !each.hasNext();
            out.append(indent).append(last ? "└─ " : "├─ ");
            line(child);
            Supervisor branch = child.supervisor();
            if (branch != null) {
                below(branch, indent + (last ? "   " : "│  "));
            }
        }
    }

    private void line(ChildInfo child) {
        Supervisor branch = child.supervisor();
        out.append(child.name()).append(" (");
        if (branch != null) {
            out.append(branch.strategy()).append(", ");
        }
        out.append(child.lifetime()).append(") ").append(child.state());
        PortId port = child.port();
        if (port != null) {
            out.append(", ").append(LogText.escape(port.toString()));
        }
        if (child.starts() > 1) {
            out.append(", started ").append(child.starts()).append(" times");
        }
        last(child.lastReason());
        out.append('\n');
    }

    private void last(@Nullable KillReason reason) {
        if (reason != null) {
            out.append(", last end: ").append(LogText.escape(reason.toString()));
        }
    }
}
