package io.loommp.benchmarks;

import io.loommp.DataTables;
import io.loommp.Node;
import io.loommp.local.LocalNodes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A data table's get, set and update of one of a hundred keys; beside it a map within a map. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class DataTable {
    private static final int KEYS = 100;
    private static final String TABLE = "bench";
    private static final String KEY = "key 42";

    private final Node node = LocalNodes.start("bench");
    private final DataTables tables = node.tables();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Object>> maps = new ConcurrentHashMap<>();

    public DataTable() {
        for (int i = 0; i < KEYS; i++) {
            tables.set(TABLE, "key " + i, 1);
            maps.computeIfAbsent(TABLE, table -> new ConcurrentHashMap<>()).put("key " + i, 1);
        }
    }

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    public int get() {
        return tables.get(TABLE, KEY, Integer.class).orElseThrow();
    }

    @Benchmark
    public void set() {
        tables.set(TABLE, KEY, 1);
    }

    @Benchmark
    public int update() {
        return tables.update(TABLE, KEY, Integer.class, number -> 1);
    }

    @Benchmark
    public @Nullable Object mapGet() {
        ConcurrentHashMap<String, Object> map = maps.get(TABLE);
        return map == null ? null : map.get(KEY);
    }

    @Benchmark
    public @Nullable Object mapSet() {
        return maps.computeIfAbsent(TABLE, table -> new ConcurrentHashMap<>()).put(KEY, 1);
    }
}
