package io.loommp.supervise;

import io.loommp.Action;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A port that starts other ports, its children, and starts them anew when they end.
 *
 * <p>Children are started one after the other, in their order, and stopped one after the other, last ones first. When one
 * ends, the supervisor's {@link Strategy} says which others are stopped with it, and its {@link Lifetime} whether it is
 * started anew. That happens only when the code of its predecessor has returned: two incarnations of a child never run side
 * by side, also if one refuses to end. Of a child on another node no more is known than that it can no longer be reached.
 *
 * <p>Children that fail too often ({@link Tree#intensity}) make the supervisor give up: it stops what is left and ends with
 * {@link KillReason.GaveUp}. If it is the child of another supervisor, that one decides.
 *
 * <p>{@link #stop()} stops in order, and so does an exit ({@link Node#exit}), also from another node: each child is asked by
 * the exit {@code shutdown}, and killed when its time is over. When the supervisor is killed, or its node closes, its
 * children are killed at once.
 *
 * <p>Requests are done in the supervisor's own context, in their order; the stage of each completes when it is done, with
 * the child as it is then.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never. What depends on a stage runs on a thread of its own.
 *
 * <p><b>Limits:</b> whatever happens costs a look at all children of the supervisor: fit for thousands, not for millions.
 *
 * <p><b>Failures:</b> the stage of a request fails with {@link IllegalArgumentException} if the name of the child is not
 * right, and with {@link IllegalStateException} if it cannot be done, or the supervisor ends before. A message to a
 * supervisor is a dead letter.
 *
 * @see <a href="https://www.erlang.org/doc/system/sup_princ.html">Supervisors of Erlang/OTP</a>
 */
public final class Supervisor implements Port {
    private final Kernel kernel;
    private final String path;
    private final Tree tree;
    private final LocalPort port;
    private final Keeper keeper;

    private Supervisor(Kernel kernel, String path, Tree tree) {
        this.kernel = kernel;
        this.path = path;
        this.tree = tree;
        Keeper made = new Keeper(this, kernel, tree);
        this.keeper = made;
        this.port = kernel.local(kernel.port(made::livesIn));
    }

    /**
     * Starts a supervisor, which goes on to start its children: see {@link #started}.
     *
     * @throws IllegalArgumentException if the tree has no children and is not one-for-one, or the node is none of this runtime
     * @throws IllegalStateException if the node is closed
     */
    public static Supervisor start(Node node, Tree tree) {
        tree.checkStartable();
        return start(Kernel.of(node), tree.name(), tree);
    }

    static Supervisor startBelow(Supervisor parent, Tree tree) {
        return start(parent.kernel, parent.path + '/' + tree.name(), tree);
    }

    private static Supervisor start(Kernel kernel, String path, Tree tree) {
        Supervisor started = new Supervisor(kernel, path, tree);
        kernel.onEnd(started.port, started.keeper::over);
        started.enter(() -> started.on(new Input.Begin()));
        return started;
    }

    // ---- as a port ----

    @Override
    public PortId id() {
        return port.id();
    }

    @Override
    public <T> Ref<T> ref(Class<T> type) {
        return port.ref(type);
    }

    @Override
    public boolean isLive() {
        return port.isLive();
    }

    /**
     * Ends the supervisor, and its children with it, at once and in no order. A {@link KillReason.Exit}, from wherever it
     * comes, stops them in order, as {@link #stop()} does; the supervisor then ends with that reason.
     */
    @Override
    public void kill(KillReason reason) {
        port.kill(reason);
    }

    @Override
    public void execute(Action action) {
        port.execute(action);
    }

    @Override
    public <T> CompletionStage<T> eval(Callable<T> code) {
        return port.eval(code);
    }

    /** Done when the supervisor has ended and nothing of its children runs any more. */
    @Override
    public CompletionStage<KillReason> terminated() {
        CompletableFuture<KillReason> all = new CompletableFuture<>();
        CompletionStage<Void> told = port.terminated()
                .thenAcceptBoth(keeper.gone(), (why, gone) -> kernel.executor().execute(() -> all.complete(why)));
        assert told != null;
        return all.minimalCompletionStage();
    }

    // ---- the whole ----

    /** What it is called: the name of its tree. */
    public String name() {
        return tree.name();
    }

    /** Which children are started anew together. */
    public Strategy strategy() {
        return tree.strategy();
    }

    /**
     * Done when all children have been started once, with this supervisor; fails with {@link IllegalStateException} if it
     * ends before.
     */
    public CompletionStage<Supervisor> started() {
        return keeper.requests().started();
    }

    /**
     * Stops all children, last ones first, each within its time, and then ends normally.
     *
     * @return as {@link #terminated}
     */
    public CompletionStage<KillReason> stop() {
        enter(() -> on(new Input.Shutdown(KillReason.normal())));
        return terminated();
    }

    /** Ends out of turn. */
    void endNow(KillReason reason) {
        port.end(reason, null);
    }

    // ---- children ----

    /** Its children as they are now, in their order. */
    public List<ChildInfo> children() {
        return keeper.children();
    }

    /** One of its children as it is now. */
    public Optional<ChildInfo> child(String name) {
        return children().stream().filter(child -> child.name().equals(name)).findFirst();
    }

    /** Numbers of this supervisor alone. */
    public SupervisorStatistics statistics() {
        return keeper.statistics();
    }

    /**
     * The running tree as text, a line for each supervisor and each child: what it is called, what it does, its port, and
     * why it ended last.
     */
    public String drawing() {
        return Drawing.of(this);
    }

    /** Adds a permanent child; see {@link #add(String, ChildStart, Child)}. */
    public CompletionStage<ChildInfo> add(String name, ChildStart start) {
        return add(name, start, Child.permanent());
    }

    /**
     * Adds a child behind the others and starts it. If its first start fails it is forgotten, and the stage fails.
     *
     * @throws IllegalArgumentException if the name is blank, or holds a slash or control characters; a name that is taken
     *     fails the stage
     */
    public CompletionStage<ChildInfo> add(String name, ChildStart start, Child kept) {
        return add(ChildSpec.leaf(name, start, kept));
    }

    /** Adds a permanent tree; see {@link #add(Tree, Child)}. */
    public CompletionStage<ChildInfo> add(Tree branch) {
        return add(branch, Child.permanent());
    }

    /**
     * Adds a tree behind the other children and starts it.
     *
     * @throws IllegalArgumentException if the tree has no children and is not one-for-one
     */
    public CompletionStage<ChildInfo> add(Tree branch, Child kept) {
        return add(ChildSpec.branch(branch, kept));
    }

    private CompletionStage<ChildInfo> add(ChildSpec child) {
        return keeper.requests().put(number -> new Input.Add(number, child));
    }

    /** Stops a child, if it runs, and leaves it so. A temporary one is forgotten. */
    public CompletionStage<ChildInfo> stop(String child) {
        return keeper.requests().put(number -> new Input.Stop(number, child));
    }

    /**
     * Stops a child, if it runs, and starts it anew, now and without counting that for the intensity. No other child is
     * stopped with it.
     */
    public CompletionStage<ChildInfo> startAnew(String child) {
        return keeper.requests().put(number -> new Input.StartAnew(number, child));
    }

    /** Stops a child, if it runs, and forgets it. */
    public CompletionStage<ChildInfo> remove(String child) {
        return keeper.requests().put(number -> new Input.Remove(number, child));
    }

    // ---- for its children ----

    /** Runs an action in the supervisor's own context; never, if it has ended. */
    void enter(Action action) {
        port.enqueue(action);
    }

    /** Tells the supervisor what happened; in its own context. */
    void on(Input input) {
        keeper.on(input);
    }

    /** Nothing of this start of a child runs any more. */
    void gone(Incarnation incarnation) {
        keeper.gone(incarnation);
    }

    /** Where it stands, from the root of its tree. */
    String path() {
        return path;
    }

    @Override
    public String toString() {
        return "supervisor " + path + " (" + id() + ')';
    }
}
