package io.loommp.hostile;

import static io.loommp.hostile.Attack.Outcome.CLOSED;
import static io.loommp.hostile.Attack.Outcome.IGNORED;
import static io.loommp.hostile.Attack.Outcome.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import java.time.Duration;
import java.util.List;

/** What a node of the network asks for that it is not to get: S20 to S25 and S27 to S29. */
final class RequestAttacks {
    private static final int GHOSTS = 20_000;
    private static final int GHOSTS_MAX = 10_000;

    private RequestAttacks() {}

    static List<Attack> all() {
        Attacks table = new Attacks();
        code(table.rule("S20"));
        unknownRequests(table.rule("S21"));
        spawns(table.rule("S22"));
        relays(table.rule("S23"));
        ends(table.rule("S24"));
        guesses(table.rule("S25"));
        database(table.rule("S27"));
        traces(table.rule("S28"));
        ghosts(table.rule("S29"));
        return table.all();
    }

    /** S20: no object and no code is made of what comes. */
    private static void code(Attacks t) {
        t.json("a serialised object", CLOSED, "\u00ac\u00ed\0\u0005sr\0\u0011java.util.HashMap");
        t.cbor("a serialised object, in CBOR", CLOSED, "ac ed 00 05 73 72");
        t.json("a serialised object in a text", IGNORED, "[\"\",\"rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==\"]");
        t.json(
                "the name of a class for a type",
                IGNORED,
                "[\"\",\"x\",{\"@class\":\"java.lang.ProcessBuilder\",\"command\":[\"id\"]}]");
        t.json("a look-up by JNDI", IGNORED, "[\"\",\"${jndi:ldap://127.0.0.1:1/a}\"]");
        t.json("an address of a class", IGNORED, "[\"\",\"jar:http://127.0.0.1:1/a.jar!/A\"]");
        t.json("a method of the JDK", IGNORED, "[\"\",\"java.lang.Runtime::exec\",\"id\"]");
        t.json("a script engine", IGNORED, "[\"\",\"javax.script.ScriptEngineManager::eval\",\"1\"]");
        t.json("a method of this software", IGNORED, "[\"\",\"io.loommp.kernel.Kernel::close\"]");
        t.json("text to evaluate", IGNORED, "[\"\",\"eval\",\"java.lang.Runtime.getRuntime().exec('id')\",\"$me#p\"]");
    }

    /** S21: a fixed table. */
    private static void unknownRequests(Attacks t) {
        for (String request : List.of(
                "nonesuch",
                "kil",
                "info",
                "up_nodes",
                "snd_multiple",
                "Mon1",
                "KIL1",
                " kil1",
                "kil1 ",
                "mon",
                "close",
                "shutdown",
                "target",
                "canary",
                "AnyEvent::MP::spawn",
                "AnyEvent::MP::_spawn ")) {
            t.json("the request \"" + request + '"', IGNORED, "[\"\",\"" + request + "\",\"$canary\",\"x\"]");
        }
        t.json("a request of 60,000 characters", IGNORED, "[\"\",\"" + "r".repeat(60_000) + "\"]");
        t.json("a request with a line end", IGNORED, "[\"\",\"a\\nb\\u001b[31m\"]");
        t.json("a thousand requests that nobody knows", IGNORED, "[\"\",\"what\"]".repeat(1000));
    }

    /** S22: ports are spawned by functions that are registered, under names that are free. */
    private static void spawns(Attacks t) {
        String spawn = "[\"\",\"AnyEvent::MP::_spawn\",";
        t.json("a function that is not there", IGNORED, spawn + "\"new1\",\"Not::there\"]");
        t.json("a function that is exported, but not for this", IGNORED, spawn + "\"new2\",\"Target::call\"]");
        t.json("a method of the JDK", IGNORED, spawn + "\"new3\",\"java.lang.System::exit\",1]");
        t.json("the name of a port", IGNORED, spawn + "\"$canary\",\"Target::start\"]");
        t.json("the name that a port holds", IGNORED, spawn + "\"canary\",\"Target::start\"]");
        t.json("the name of a question", IGNORED, spawn + "\"~1\",\"Target::start\"]");
        t.json("no name", IGNORED, spawn + "\"\",\"Target::start\"]");
        t.json("null for a name", IGNORED, spawn + "null,\"Target::start\"]");
        t.json("a list for a name", IGNORED, spawn + "[\"new4\"],\"Target::start\"]");
        t.json("a name with a line end", IGNORED, spawn + "\"new\\n5\",\"Target::start\"]");
        t.json("a name of 256 characters", IGNORED, spawn + "\"" + "n".repeat(256) + "\",\"Target::start\"]");
        t.json("no function", IGNORED, spawn + "\"new6\"]");
        t.json("an object for a function", IGNORED, spawn + "\"new7\",{\"Target::start\":1}]");
        t.add("a failed spawn says nothing of what is inside", OPEN, target -> {
            RawNode raw = target.ready("json");
            raw.say(spawn + "\"new8\",\"io.loommp.Nothing\"][\"\",\"mon1\",\"new8\"]");
            raw.probe();
            while (!raw.heard().contains("kil0")) {
                raw.probe();
            }
            assertThat(raw.heard())
                    .contains("[\"\",\"kil0\",\"new8\",\"die\",\"there is no function io.loommp.Nothing\"]")
                    .doesNotContain("java.")
                    .doesNotContain("kernel");
            return raw;
        });
    }

    /** S23: answers go to a port of who asks. */
    private static void relays(Attacks t) {
        for (String to : List.of(
                "\"$third#p\"",
                "\"$target#$canary\"",
                "\"$target#canary\"",
                "\"$target\"",
                "\"$third\"",
                "\"$me\"",
                "\"\"",
                "\"#p\"",
                "null",
                "7",
                "[\"$me#p\"]",
                "\"ghost#p\"")) {
            t.json("an echo to " + to, IGNORED, "[\"\",\"snd\"," + to + ",\"from target\"]");
        }
        t.json("a relay of a kill to itself", IGNORED, "[\"\",\"snd\",\"$target\",\"kil1\",\"$canary\"]");
        t.json("a relay of a lie about a port's end", IGNORED, "[\"\",\"snd\",\"$third\",\"kil0\",\"x\"]");
        t.json("4,000 relays in one another", IGNORED, "[\"\"" + ",\"snd\",\"$target\"".repeat(4_000) + ",\"x\"]");
        t.json("the time for another node", IGNORED, "[\"\",\"time\",\"$third#p\"]");
        t.json("a can for another node", IGNORED, "[\"\",\"can\",\"snd\",\"$third#p\"]");
        t.json("an eval for another node", IGNORED, "[\"\",\"eval\",\"1\",\"$third#p\"]");
        t.json(
                "the nodes that are up, for another node",
                IGNORED,
                "[\"\",\"eval\",\"AnyEvent::MP::Kernel::up_nodes\",\"$third#p\"]");
        t.json("a name, looked up for another node", IGNORED, "[\"\",\"loommp::whereis\",\"canary\",\"$third#p\"]");
        t.json("a name, taken back for another node", IGNORED, "[\"\",\"loommp::unregister\",\"canary\",\"$third#p\"]");
        t.json(
                "a name, given for another node",
                IGNORED,
                "[\"\",\"loommp::register\",\"stolen\",\"$target#$canary\",\"$third#p\"]");
        t.json(
                "a name that is held already",
                OPEN,
                "[\"\",\"loommp::register\",\"canary\",\"$target#$canary\",\"$me#p\"]");
        t.json("a name for a port of another node", OPEN, "[\"\",\"loommp::register\",\"x\",\"$third#p\",\"$me#p\"]");
    }

    /** S24: ends, watches, and lies about them. */
    private static void ends(Attacks t) {
        for (String request : List.of("kil1", "mon1", "mon0", "kil0")) {
            for (String name : List.of("\"\"", "null", "[\"$canary\"]", "{}", "true")) {
                t.json(request + " of " + name, IGNORED, "[\"\",\"" + request + "\"," + name + ",\"die\",\"forged\"]");
            }
            t.json(request + " of nothing", IGNORED, "[\"\",\"" + request + "\"]");
            t.json(
                    request + " of a port that never was",
                    OPEN,
                    "[\"\",\"" + request + "\",\"never\",\"die\",\"forged\"]");
        }
        t.json("kil1 of the node by its id", OPEN, "[\"\",\"kil1\",\"$target\",\"die\"]");
        t.json("kil1 of a port by its whole id", OPEN, "[\"\",\"kil1\",\"$target#$canary\",\"die\"]");
        t.json("a port that is watched a thousand times", OPEN, "[\"\",\"mon1\",\"$canary\"]".repeat(1000));
        t.json(
                "a port that is watched and not watched a thousand times",
                OPEN,
                "[\"\",\"mon1\",\"$canary\"][\"\",\"mon0\",\"$canary\"]".repeat(1000));
        t.add("the end of a port of another node", OPEN, target -> {
            RawNode third = target.third();
            int from = third.heard().length();
            third.say(RawNode.json(target.canary().name(), "watch", third.id() + "#watched"));
            do {
                third.probe();
            } while (third.heard().indexOf("[\"\",\"mon1\",\"watched\"]", from) < 0); // it may come behind the answer
            RawNode raw = target.ready("json");
            raw.say("[\"\",\"kil0\",\"watched\",\"forged\"]");
            raw.say("[\"\",\"kil0\",\"" + third.id() + "#watched\",\"forged\"]");
            return raw;
        });
    }

    /** S25: ids are not to be guessed, and nothing is found by what is like one. */
    private static void guesses(Attacks t) {
        for (String change :
                List.of("last", "first", "shorter", "longer", "other case", "with space", "with its node", "next")) {
            t.add("a port's id, changed: " + change, OPEN, target -> {
                RawNode raw = target.ready("json");
                String guess = changed(target.canary().name(), change);
                raw.say(RawNode.json(guess, "for you"));
                raw.say(RawNode.json("", "kil1", guess, "die"));
                raw.probe();
                assertThat(raw.heard()).doesNotContain("kil0");
                return raw;
            });
        }
        t.add("all short names there are", OPEN, target -> {
            RawNode raw = target.ready("json");
            for (char c = '0'; c <= 'z'; c++) {
                String name = c == '\\' ? "-" : String.valueOf(c);
                raw.say(RawNode.json("", "kil1", name, "die")).say(RawNode.json("", "kil1", name + 'a', "die"));
            }
            return raw;
        });
    }

    private static String changed(String id, String how) {
        return switch (how) {
            case "last" -> id.substring(0, id.length() - 1) + '!';
            case "first" -> '!' + id.substring(1);
            case "shorter" -> id.substring(0, id.length() - 1);
            case "longer" -> id + id;
            case "other case" ->
                id.chars()
                        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case "with space" -> id + ' ';
            case "with its node" -> "target#" + id;
            case "next" -> id.substring(0, id.length() - 1) + (char) (id.charAt(id.length() - 1) + 20);
            default -> throw new IllegalArgumentException(how);
        };
    }

    /** S27: what is no database. */
    private static void database(Attacks t) {
        for (String request : List.of(
                "\"g_slave\",[]",
                "\"g_slave\",\"x\"",
                "\"g_slave\",{\"f\":1}",
                "\"g_slave\",{\"f\":[1]}",
                "\"g_set\"",
                "\"g_set\",7",
                "\"g_set\",{\"f\":\"x\"}",
                "\"g_upd\"",
                "\"g_upd\",null,{}",
                "\"g_upd\",{},{}",
                "\"g_upd\",\"f\",[],{}",
                "\"g_upd\",\"f\",{\"k\":1},{\"k\":1}",
                "\"g_upd\",\"" + "f".repeat(5000) + "\",{\"k\":1}",
                "\"g_upd\",\"f\",{\"" + "k".repeat(5000) + "\":1}",
                "\"g_find\"",
                "\"g_find\",[]",
                "\"g_db_family\"",
                "\"g_db_keys\",{}",
                "\"g_db_values\",[],[]",
                "\"g_mon1\"",
                "\"g_mon1\",[]",
                "\"g_mon0\",null",
                "\"g_reply\"",
                "\"g_found\",1",
                "\"g_chg1\",[]",
                "\"g_chg2\",\"f\",1,2",
                "\"g_nonesuch\"")) {
            t.json(
                    "the request " + (request.length() > 60 ? request.substring(0, 60) + "…" : request),
                    OPEN,
                    "[\"\"," + request + "]");
        }
    }

    /** S28: nobody traces a node that does not let itself be traced, or steers what it tells its own tracers. */
    private static void traces(Attacks t) {
        for (String request : List.of(
                "\"loommp::trace\",{\"send\":\"all\",\"recv\":\"all\"},\"$me#p\"",
                "\"loommp::trace\",{},\"$me#p\"",
                "\"loommp::trace\",{\"recv\":[\"ports\",\"$canary\"]},\"$me#p\"",
                "\"loommp::trace\",{\"send\":\"all\"},\"$canary\"",
                "\"loommp::trace\"",
                "\"loommp::trace_flags\",\"pdnusrlc\"",
                "\"loommp::agent\",\"forged\",\"$me#p\"",
                "\"trace.controller\",\"all\",\"$me#p\"",
                "\"tracer.initial\",\"disable\"",
                "\"mx.table.coordinator\",\"drop\",\"t\"")) {
            t.json("the request " + request, IGNORED, "[\"\"," + request + "]");
        }
    }

    /** S29: nodes that nobody knows. */
    private static void ghosts(Attacks t) {
        for (String ghost : List.of(
                "ghost",
                "Target",
                "target2",
                "127.0.0.1:1",
                "gh\\nost",
                "gh;ost",
                "x".repeat(10_000),
                "\\u2028",
                "..")) {
            t.json(
                    "an answer to a node that nobody knows: " + (ghost.length() > 20 ? "a long one" : ghost),
                    OPEN,
                    "[\"$canary\",\"reply\",\"" + ghost + "#p\"]");
        }
        t.add("answers to 20,000 nodes that nobody knows", OPEN, target -> {
            RawNode raw = target.ready("json");
            for (int i = 0; i < GHOSTS; i++) {
                raw.say(RawNode.json(target.canary().name(), "reply", "ghost-" + raw.id() + '-' + i + "#p"));
            }
            raw.probe();
            target.node()
                    .ask(target.canary(), Duration.ofSeconds(10), "are you well")
                    .thenAccept(well -> assertThat(well).isEqualTo(Message.of("I am")))
                    .toCompletableFuture()
                    .join();
            assertThat(target.node().statistics().peers()).isLessThan(GHOSTS_MAX + 100);
            return raw;
        });
    }
}
