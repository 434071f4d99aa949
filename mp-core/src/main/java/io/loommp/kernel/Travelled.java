package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message on its way to another node, without the way: no record, no list of the sender's own, and of
 * every element what the framings of the network have for it.
 *
 * <p><b>Threads:</b> any.
 */
public final class Travelled {
    private Travelled() {}

    /** The message as it arrives. */
    public static Message of(Message message) {
        return Message.fromList(list(message.toList()));
    }

    private static List<@Nullable Object> list(List<? extends @Nullable Object> elements) {
        List<@Nullable Object> arrived = new ArrayList<>(elements.size());
        for (Object element : elements) {
            arrived.add(element(element));
        }
        return arrived;
    }

    private static @Nullable Object element(@Nullable Object element) {
        return switch (element) {
            case PortId p -> p.toString();
            case byte[] b -> new String(b, StandardCharsets.ISO_8859_1);
            case KillReason r -> list(r.toList());
            case List<?> list -> list(list);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> arrived = new LinkedHashMap<>();
                map.forEach((key, value) -> arrived.put((String) key, element(value)));
                yield arrived;
            }
            case Number n -> number(n);
            case null, default -> element;
        };
    }

    private static Number number(Number number) {
        return switch (number) {
            case Double d -> d;
            case Float f -> Double.valueOf(f.toString());
            case BigInteger i -> integer(i);
            case BigDecimal d when d.scale() == 0 -> integer(d.unscaledValue());
            case BigDecimal d -> {
                double rounded = d.doubleValue();
                yield Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(d) == 0 ? (Number) rounded : d;
            }
            default -> integer(BigInteger.valueOf(number.longValue()));
        };
    }

    private static Number integer(BigInteger i) {
        if (i.bitLength() < Integer.SIZE) {
            return i.intValue();
        }
        return i.bitLength() < Long.SIZE ? (Number) i.longValue() : i;
    }
}
