package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.DataTables;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.record.Protocol;
import io.loommp.testkit.EventProbe;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Data tables: management.md 7. */
@Timeout(60)
class DataTablesTest {
    private static final int ROUNDS = 10_000;

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final DataTables tables = node.tables();

    private record Load(int percent) {}

    @Test
    void whatIsSetIsFound_byItsType_andStaysWhenTheTypeIsWrong() {
        int ports = node.ports().size();
        tables.set("t", "load", 5);
        tables.set("t", "name", "one");
        assertThat(tables.get("t", "load", Integer.class)).contains(5);
        assertThat(tables.get("t", "load", int.class)).contains(5);
        assertThat(tables.get("t", "load", Number.class)).contains(5);
        assertThat(tables.get("t", "load", String.class)).isEmpty();
        assertThat(tables.get("t", "load", Object.class)).contains(5);
        assertThat(tables.get("t", "missing", Object.class)).isEmpty();
        assertThat(tables.keys("t")).isEqualTo(Set.of("load", "name"));
        assertThat(tables.snapshot("t")).isEqualTo(Map.of("load", 5, "name", "one"));
        assertThat(node.ports()).hasSize(ports); // none stands behind a table
    }

    @Test
    void whatIsPublishedIsUnwrappedWhenItIsRead() {
        tables.publish("t", "record", Protocol.messageOf(new Load(7)));
        tables.publish("t", "list", Message.of("load", 8));
        tables.publish("t", "only", Message.of(9));
        assertThat(tables.get("t", "record", Load.class)).contains(new Load(7));
        assertThat(tables.get("t", "list", Load.class)).contains(new Load(8));
        assertThat(tables.get("t", "only", Integer.class)).contains(9);
        assertThat(tables.get("t", "list", Message.class)).contains(Message.of("load", 8));
        assertThat(tables.get("t", "only", Load.class)).isEmpty();
    }

    @Test
    void keysAreCleared_tablesPurgedAndDropped() {
        tables.set("t", "a", 1);
        tables.set("t", "b", 2);
        tables.clear("t", "a");
        tables.clear("t", "missing");
        assertThat(tables.keys("t")).isEqualTo(Set.of("b"));
        tables.purge("t");
        assertThat(tables.keys("t")).isEmpty();
        assertThat(tables.tables()).contains("t");
        tables.drop("t");
        assertThat(tables.tables()).doesNotContain("t");
        tables.drop("t");
        tables.set("t", "a", 3);
        assertThat(tables.get("t", "a", Integer.class)).contains(3);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> tables.set("t", "a", null));
        assertThatNullPointerException().isThrownBy(() -> tables.set("t", null, 1));
        assertThatNullPointerException().isThrownBy(() -> tables.set(null, "a", 1));
        assertThatNullPointerException().isThrownBy(() -> tables.get("t", null, Integer.class));
    }

    @Test
    void changesAreToldIfAnybodyWantsThat_andNothingElseIs() {
        assertThat(Kernel.of(node).events().wants(Event.Kind.TABLE_CHANGED)).isFalse();
        EventProbe events = EventProbe.of(node);
        tables.set("t", "a", 1);
        tables.update("t", "b", Integer.class, n -> 2);
        tables.publish("t", "c", Message.of(3));
        tables.get("t", "a", Integer.class);
        tables.clear("t", "a");
        tables.clear("t", "a");
        tables.purge("t");
        tables.drop("t");
        tables.drop("t");
        tables.purge("t");
        events.settle();
        assertThat(events.seen(Event.TableChanged.class))
                .containsExactly(
                        new Event.TableChanged("t", "a"),
                        new Event.TableChanged("t", "b"),
                        new Event.TableChanged("t", "c"),
                        new Event.TableChanged("t", "a"),
                        new Event.TableChanged("t", null),
                        new Event.TableChanged("t", null));
    }

    @Test
    void aTableHasABound() {
        for (int i = 0; i < DataTables.ENTRIES_MAX; i++) {
            tables.set("t", "key " + i, i);
        }
        assertThatThrownBy(() -> tables.set("t", "one more", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("table \"t\" has 100000 keys, no more will be taken: \"one more\"");
        tables.set("t", "key 0", 1);
        assertThat(tables.get("t", "key 0", Integer.class)).contains(1);
    }

    @Test
    void lookingMakesNoTable() {
        assertThat(tables.get("t", "a", Integer.class)).isEmpty();
        assertThat(tables.keys("t")).isEmpty();
        assertThat(tables.snapshot("t")).isEmpty();
        tables.clear("t", "a");
        tables.purge("t");
        tables.drop("t");
        assertThat(tables.tables()).isEmpty();
        tables.set("t", "a", 1);
        assertThat(tables.tables()).containsExactly("t");
    }

    @Test
    void aNodeHasABoundOfTables_andDropMakesRoom() {
        for (int i = 0; i < DataTables.TABLES_MAX; i++) {
            tables.set("table " + i, "a", i);
        }
        assertThatThrownBy(() -> tables.set("one more", "a", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there are 10000 tables, no more will be made: \"one more\"");
        assertThatThrownBy(() -> tables.update("one more", "a", Integer.class, n -> 1))
                .isInstanceOf(IllegalStateException.class);
        tables.set("table 0", "b", 1);
        tables.drop("table 1");
        tables.set("one more", "a", 0);
        assertThat(tables.get("one more", "a", Integer.class)).contains(0);
    }

    @Test
    void anUpdateIsOneStep() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.startVirtualThread(() -> {
                for (int i = 0; i < 1000; i++) {
                    tables.update("t", "count", Integer.class, n -> n == null ? 1 : n + 1);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(tables.get("t", "count", Integer.class)).contains(4000);
    }

    @Test
    void dropSetGet_tenThousandTimes_whileOthersUseTheTable() throws InterruptedException {
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                tables.set("t", "theirs", i);
                tables.drop("t");
                tables.set("u", "theirs", i);
                tables.purge("t");
            }
        });
        int[] lost = {0};
        Thread alone = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                tables.drop("u");
                tables.set("u", "mine", i);
                if (!tables.get("u", "mine", Integer.class).equals(java.util.Optional.of(i))) {
                    lost[0]++;
                }
                tables.set("t", "mine", i);
            }
        });
        for (Thread thread : List.of(other, alone)) {
            thread.join();
        }
        assertThat(lost[0]).isZero();
    }
}
