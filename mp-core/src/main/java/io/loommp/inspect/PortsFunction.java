package io.loommp.inspect;

import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.Timer;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code loommp::ports}: the ports of this node that fit, the first of them in the order that is asked for. All of them are
 * had by asking in the order of their ids, again and again, each time for those behind the last one, while more fit than were
 * told: of those that were found some may have ended before they could be.
 */
final class PortsFunction implements Served {
    private static final int LIMIT_MAX = 500;
    private static final int LIMIT = 100;

    private static final Duration FORGET = Duration.ofSeconds(60);

    private final PortScan scan;

    @ConfinedTo("the function's port")
    private Timer forgetting = () -> false;

    PortsFunction(PortScan scan) {
        this.scan = scan;
    }

    @Override
    public Set<String> known() {
        return Set.of("sort", "limit", "after", "match", "waiting", "rates");
    }

    @Override
    public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
        PortScan.Order order = options.choice("sort", PortScan.Order.ID, PortScan.Order.class);
        String after = options.text("after", "");
        if (!after.isEmpty() && order != PortScan.Order.ID) {
            throw Refusal.arguments("the option \"after\" goes with the order \"id\" only");
        }
        boolean measures = order == PortScan.Order.RATE || options.flag("rates");
        PortScan.Result found = scan.run(new PortScan.Wanted(
                order,
                measures,
                options.number("limit", LIMIT, 1, LIMIT_MAX),
                after,
                options.text("match", ""),
                options.number("waiting", 0, 0, Integer.MAX_VALUE)));
        if (measures) {
            forgetting.cancel();
            forgetting = self.after(FORGET, scan::forget);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("ports", found.ports());
        answer.put("matching", found.matching());
        answer.put("waiting", found.waiting());
        if (found.rate() != null) {
            answer.put("rate", found.rate());
        }
        List<Map<String, @Nullable Object>> lines =
                found.lines().stream().map(PortLine::toMap).toList();
        answer.put("lines", lines);
        return answer;
    }
}
