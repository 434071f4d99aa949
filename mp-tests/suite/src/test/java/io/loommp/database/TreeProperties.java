package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A tree is the sorted map that it is said to be, and stays so whatever is made of it. */
class TreeProperties {
    @Property(tries = 300)
    void eachVersionIsTheMapThatItWas(@ForAll @Size(max = 200) List<@IntRange(min = -60, max = 60) Integer> steps) {
        Tree tree = Tree.EMPTY;
        Map<String, @Nullable Object> model = new TreeMap<>();
        List<Tree> versions = new ArrayList<>();
        List<Map<String, @Nullable Object>> models = new ArrayList<>();
        for (int step : steps) {
            String key = "k" + Math.abs(step);
            if (step > 0) {
                tree = tree.with(key, step % 7 == 0 ? null : versions.size());
                model.put(key, step % 7 == 0 ? null : versions.size());
            } else {
                tree = tree.without(key);
                model.remove(key);
            }
            versions.add(tree);
            models.add(new TreeMap<>(model));
        }
        for (int i = 0; i < versions.size(); i++) {
            assertThat(new ArrayList<>(versions.get(i).entrySet()))
                    .isEqualTo(new ArrayList<>(models.get(i).entrySet()));
            assertThat(versions.get(i)).hasSize(models.get(i).size()).isEqualTo(models.get(i));
            for (int key = 0; key <= 60; key++) {
                assertThat(versions.get(i).containsKey("k" + key))
                        .isEqualTo(models.get(i).containsKey("k" + key));
                assertThat(versions.get(i).get("k" + key))
                        .isEqualTo(models.get(i).get("k" + key));
            }
        }
    }

    @Example
    void itStaysFlat_whateverTheOrder() {
        Tree tree = Tree.EMPTY;
        for (int i = 0; i < 100_000; i++) {
            tree = tree.with("%06d".formatted(i), i);
        }
        for (int i = 0; i < 100_000; i += 2) {
            tree = tree.without("%06d".formatted(i));
        }
        assertThat(tree).hasSize(50_000).containsEntry("099999", 99_999);
        assertThat(tree.height()).isLessThan(24);
    }

    @Example
    void nobodyChangesIt_andItEnds() {
        Tree tree = Tree.EMPTY.with("k", 1);
        assertThatThrownBy(() -> tree.put("k", 2)).isInstanceOf(UnsupportedOperationException.class);
        Iterator<Map.Entry<String, @Nullable Object>> entries = tree.entrySet().iterator();
        assertThatThrownBy(() -> entries.next().setValue(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        assertThat(tree).doesNotContainKey("other");
    }
}
