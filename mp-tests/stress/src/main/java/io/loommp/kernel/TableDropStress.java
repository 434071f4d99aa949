package io.loommp.kernel;

import io.loommp.DataTables;
import io.loommp.manage.Events;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One thread drops a table, sets a key and gets it, while another sets it, and gets it (management.md T1). */
@JCStressTest
@Outcome(
        id = "1, 0",
        expect = Expect.ACCEPTABLE,
        desc = "the other set before the drop, and looked between drop and set")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the other set before ours, and looked behind it")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the other set and looked before or behind all of ours")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "the other set behind ours, before we looked")
@Outcome(expect = Expect.FORBIDDEN, desc = "what was set was lost")
@State
public class TableDropStress {
    private final DataTables tables = new NodeTables(new Events(Runnable::run));

    @Actor
    public void dropper(II_Result r) {
        tables.drop("t");
        tables.set("t", "key", 1);
        r.r1 = tables.get("t", "key", Integer.class).orElse(0);
    }

    @Actor
    public void setter(II_Result r) {
        tables.set("t", "key", 2);
        r.r2 = tables.get("t", "key", Integer.class).orElse(0);
    }
}
