package io.loommp.hostile;

import static io.loommp.hostile.Attack.Outcome.CLOSED;
import static io.loommp.hostile.Attack.Outcome.CLOSED_IN_TIME;
import static io.loommp.hostile.RawNode.greeting;
import static io.loommp.hostile.RawNode.newNonce;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Slow ones, many at once, and such as do not listen: S5, S6 and S26. */
final class FloodAttacks {
    private static final long DRIP_NANOS = 50_000_000;
    private static final int TOO_MANY = 8;
    private static final int REQUESTS_MAX = 2_000; // times 60,000 octets, which no kernel buffers
    private static final String LONG = "x".repeat(60_000);

    private FloodAttacks() {}

    static List<Attack> all() {
        Attacks table = new Attacks();
        slowOnes(table.rule("S5"));
        manyAtOnce(table.rule("S6"));
        whoDoNotListen(table.rule("S26"));
        return table.all();
    }

    /** S5: the time for a handshake is one, however often something comes. */
    private static void slowOnes(Attacks t) {
        String greeting = greeting("slow");
        t.stranger("nothing is said", CLOSED_IN_TIME, "");
        t.stranger("one octet is said", CLOSED_IN_TIME, "a");
        t.stranger("half a greeting is said", CLOSED_IN_TIME, "aemp;1;");
        t.stranger("a greeting is said", CLOSED_IN_TIME, greeting + '\n');
        t.stranger("all but the end of the nonce is said", CLOSED_IN_TIME, greeting + '\n' + newNonce());
        t.stranger("all but the proof is said", CLOSED_IN_TIME, greeting + '\n' + newNonce() + '\n');
        t.stranger("half a proof is said", CLOSED_IN_TIME, greeting + '\n' + newNonce() + "\nhmac_sha3_512;0123");
        dripping(t, "the greeting comes drop by drop", "", greeting + ";pad=" + "x".repeat(4000));
        dripping(t, "the nonce comes drop by drop", greeting + '\n', "n".repeat(4000));
        dripping(
                t,
                "the proof comes drop by drop",
                greeting + '\n' + newNonce() + '\n',
                "hmac_sha3_512;" + "0".repeat(4000));
    }

    private static void dripping(Attacks t, String what, String first, String drops) {
        t.stranger(what, CLOSED_IN_TIME, (raw, target) -> {
            raw.say(first);
            AtomicBoolean over = new AtomicBoolean();
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < drops.length() && !over.get(); i++) {
                    try {
                        raw.say(drops.substring(i, i + 1));
                    } catch (IOException e) {
                        over.set(true);
                    }
                    LockSupport.parkNanos(DRIP_NANOS);
                }
            });
        });
    }

    /** S6: so many strangers, so many from one address; then the oldest goes. */
    private static void manyAtOnce(Attacks t) {
        String greeting = greeting("many");
        String nonce = newNonce();
        many(t, "who say nothing", "");
        many(t, "who say an octet", "a");
        many(t, "who say an end of a line less than all", greeting);
        many(t, "who greet", greeting + '\n');
        many(t, "who greet with CR", greeting + "\r\n");
        many(t, "who say all but the end of their nonce", greeting + '\n' + nonce);
        many(t, "who say all but their proof", greeting + '\n' + nonce + '\n');
        many(t, "who say half a proof", greeting + '\n' + nonce + "\nhmac_sha3_512;");
        t.add("many from six addresses, none of which sends too many", CLOSED, target -> {
            List<RawNode> all = new ArrayList<>();
            for (int from = 2; from < 8; from++) {
                for (int i = 0; i < Target.STRANGERS_PER_ADDRESS - 4; i++) {
                    all.add(target.keep(RawNode.connect("127.0.0." + from, target.address(), false)));
                }
            }
            return oneOfThoseClosed(all, all.size() - Target.STRANGERS);
        });
    }

    private static void many(Attacks t, String what, String said) {
        t.add("many " + what, CLOSED, target -> {
            List<RawNode> all = new ArrayList<>();
            for (int i = 0; i < Target.STRANGERS_PER_ADDRESS + TOO_MANY; i++) {
                RawNode raw = target.connect();
                raw.trySay(said);
                all.add(raw);
            }
            return oneOfThoseClosed(all, TOO_MANY);
        });
    }

    /** So many are to be closed at once, which ones is the node's affair. */
    private static RawNode oneOfThoseClosed(List<RawNode> all, int number) {
        await().atMost(Target.LIMIT)
                .until(() -> all.stream().filter(FloodAttacks::isClosed).count() >= number);
        return all.stream().filter(FloodAttacks::isClosed).findFirst().orElseThrow();
    }

    private static boolean isClosed(RawNode raw) {
        try {
            return raw.isClosedWithin(Duration.ofMillis(1));
        } catch (IOException e) {
            return true;
        }
    }

    /** S26: who does not read what he has asked for loses his connection, and nobody else anything. */
    private static void whoDoNotListen(Attacks t) {
        deaf(t, "echoes", "[\"\",\"snd\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "times of day", "[\"\",\"time\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "which requests there are", "[\"\",\"can\",\"snd\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "values of code", "[\"\",\"eval\",\"1\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "which nodes are up", "[\"\",\"eval\",\"AnyEvent::MP::Kernel::up_nodes\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "who holds a name", "[\"\",\"loommp::whereis\",\"nobody\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "that names be taken back", "[\"\",\"loommp::unregister\",\"nobody\",\"$me#p\",\"" + LONG + "\"]");
        deaf(
                t,
                "that names be given",
                "[\"\",\"loommp::register\",\"a b\",\"$target#nobody\",\"$me#p\",\"" + LONG + "\"]");
        deaf(t, "when ports end that never were", "[\"\",\"mon1\",\"" + LONG + "\"]");
    }

    private static void deaf(Attacks t, String what, String request) {
        t.add("asks without end " + what + ", and does not listen", CLOSED, target -> {
            RawNode raw = target.keep(RawNode.connect("127.0.0.1", target.address(), true));
            String id = target.newId();
            raw.makeReady(id, target.secret(), "json");
            String filled = target.fill(request, id);
            try {
                for (int i = 0; i < REQUESTS_MAX; i++) {
                    raw.say(filled);
                }
            } catch (IOException e) {
                return raw; // as it is to be
            }
            return raw;
        });
    }
}
