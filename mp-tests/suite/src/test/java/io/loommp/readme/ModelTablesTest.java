package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of docs/model.md are complete, and each test that they name is one. */
@Timeout(60)
class ModelTablesTest {
    /** All that AnyEvent::MP, its Kernel and Global export, and what its other modules are for. */
    private static final String PERL = """
            NODE $NODE $SELF configure node_of port_is_local snd kil port rcv mon mon_guard psub peval spawn cal after
            db_set db_del db_reg db_family db_keys db_values db_mon
            snd_to_func snd_on eval_on node_is_up up_nodes mon_nodes $SRCNODE
            %NODE %PORT %PORT_DATA $UNIQ $RUNIQ $ID add_node load_func
            grp_reg grp_get grp_mon
            catch connect_to
            """;

    private static final String CORO = "port_async rcv_async get get_cond peval_async syncal terminate $SELF";

    /** The core of Cloud Haskell, one feature a line. */
    private static final String HASKELL = """
            process id
            node id
            several nodes per OS process
            fork/run on a node from outside
            spawn local
            spawn remote
            spawn + link / + monitor / supervised
            closures, statics, remote table
            close node
            send
            reconnect
            unreliable send
            typed values
            wrap / unwrap / forward / is-encoded
            expect / expectTimeout
            receiveWait / receiveTimeout
            match / matchIf
            matchAny / matchAnyIf
            matchUnknown
            matchChan / matchSTM
            handleMessage(If)
            mailbox size
            newChan
            receiveChan / timeout
            link
            unlink
            monitor
            unmonitor
            node monitor
            exit(pid, reason)
            kill(pid, text)
            die / terminate
            catchExit / catchesExit
            death reasons
            register / reregister / unregister / whereis
            automatic unregister
            remote registry
            nsend / nsendRemote
            global names, groups, property store
            process info
            node statistics
            management bus, agents, tables, tracing
            say / logger
            timers
            sleep
            discovery
            transports
            authentication/encryption
            keep-alive
            """;

    /** What LoomMP leaves out for good. */
    private static final Set<String> NONE = Set.of(
            "eval_on", "connect_to", "%NODE", "%PORT", "%PORT_DATA", "$UNIQ", "$RUNIQ", "$ID", "add_node", "load_func");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A row: what it is called there, what here, and the cell that says how it is shown. */
    private record Row(String there, String here, String shown) {
        /** The tests that it names. */
        List<String> tests() {
            return CODE.matcher(shown).results().map(m -> m.group(1)).toList();
        }

        /** The first word of each piece of code. */
        List<String> names() {
            return CODE.matcher(there)
                    .results()
                    .map(m -> m.group(1).split("[^\\w$%]", 2)[0])
                    .toList();
        }

        boolean isNone() {
            return shown.startsWith("none: ");
        }
    }

    private static List<Row> rows(String heading) {
        String page = Sources.read(Sources.home().resolve("docs/model.md"));
        String section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        int next = section.indexOf("\n## ");
        List<Row> rows = new ArrayList<>();
        for (String line :
                (next < 0 ? section : section.substring(0, next)).lines().toList()) {
            if (line.startsWith("|") && !line.startsWith("|--")) {
                String[] cells = line.split("\\|", -1);
                assertThat(cells).as(line).hasSize(5);
                rows.add(new Row(cells[1].strip(), cells[2].strip(), cells[3].strip()));
            }
        }
        assertThat(rows).as("rows under %s", heading).hasSizeGreaterThan(1);
        return rows.subList(1, rows.size());
    }

    private static List<Row> allRows() {
        return Stream.of("AnyEvent::MP", "Coro::MP", "Cloud Haskell")
                .flatMap(heading -> rows(heading).stream())
                .toList();
    }

    @Test
    void everyFunctionOfPerlIsThere() {
        assertThat(namesUnder("AnyEvent::MP")).containsAll(words(PERL));
        assertThat(namesUnder("Coro::MP")).containsAll(words(CORO));
    }

    private static List<String> namesUnder(String heading) {
        return rows(heading).stream().flatMap(row -> row.names().stream()).toList();
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+", -1));
    }

    @Test
    void everyFeatureOfTheCoreOfCloudHaskellIsThere() {
        assertThat(rows("Cloud Haskell").stream().map(Row::there))
                .containsExactlyElementsOf(HASKELL.lines().toList());
    }

    @Test
    void everyRowNamesTests_orSaysNone() {
        for (Row row : allRows()) {
            assertThat(row.tests().isEmpty()).as("%s", row).isEqualTo(row.isNone());
            assertThat(row.here().isEmpty() && !row.isNone())
                    .as("says nothing: %s", row)
                    .isFalse();
            if (row.isNone()) {
                assertThat(NONE).as("%s", row).containsAll(row.names());
            }
        }
    }

    @Test
    void everyNamedTestIsOne() throws Exception {
        NamedTests tests = NamedTests.all();
        List<String> wrong = new ArrayList<>();
        for (Row row : allRows()) {
            for (String name : row.tests()) {
                if (!tests.contains(name)) {
                    wrong.add(name + " in: " + row.there());
                }
            }
        }
        assertThat(wrong).as("no such tests").isEmpty();
        assertThat(tests.contains("ModelTablesTest.rows")).isFalse();
        assertThat(tests.contains("NoSuchTest.rows")).isFalse();
    }
}
