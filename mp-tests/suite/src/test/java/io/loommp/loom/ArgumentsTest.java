package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.local.LocalNodes;
import io.loommp.server.Server;
import io.loommp.server.StateMachine;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every error of an argument names the argument and its value; a null names the argument. */
@Timeout(30)
class ArgumentsTest {
    private static final Duration NEGATIVE = Duration.ofMillis(-5);
    private static final String NEGATIVE_TEXT = "PT-0.005S";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    @AutoClose
    private final Node other = LocalNodes.start("other");

    private final Port elsewhere = other.port(p -> {});
    private final Port port = node.port(p -> p.onMessage(m -> {}));
    private final List<DynamicTest> cases = new ArrayList<>();

    private record Question(String text) {}

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller that does not know of nulls
    private static <T> T none() {
        return (T) null;
    }

    private void wrong(String call, Class<? extends Exception> type, ThrowingCallable code, String... texts) {
        cases.add(DynamicTest.dynamicTest(
                call, () -> assertThat(catchThrowable(code)).isInstanceOf(type).hasMessageContainingAll(texts)));
    }

    private void illegal(String call, ThrowingCallable code, String... texts) {
        wrong(call, IllegalArgumentException.class, code, texts);
    }

    private void negative(String call, String argument, ThrowingCallable code) {
        illegal(call, code, argument, NEGATIVE_TEXT);
    }

    /** A null: told by the argument's name alone, or by the JVM, which puts it in quotes. */
    private void missing(String call, String argument, ThrowingCallable code) {
        cases.add(DynamicTest.dynamicTest(call + " without " + argument, () -> {
            Throwable thrown = catchThrowable(code);
            assertThat(thrown).isInstanceOf(NullPointerException.class);
            assertThat(thrown.getMessage()).matches("\\Q" + argument + "\\E|.*\"\\Q" + argument + "\\E\".*");
        }));
    }

    @TestFactory
    Stream<DynamicTest> ofANode() {
        negative("after", "delay", () -> node.after(NEGATIVE, port, "x"));
        negative("ask", "timeout", () -> node.ask(port, NEGATIVE, "x"));
        negative(
                "ask for a record", "timeout", () -> node.ask(port, NEGATIVE, Question.class, slot -> Message.of("x")));
        missing("after", "delay", () -> node.after(none(), port, "x"));
        missing("after", "to", () -> node.after(SECOND, none(), "x"));
        missing("after", "message", () -> node.after(SECOND, port, ArgumentsTest.<Message>none()));
        missing("ask", "timeout", () -> node.ask(port, none(), "x"));
        missing("ask", "target", () -> node.ask(ArgumentsTest.<PortId>none(), SECOND, "x"));
        missing("ask", "question", () -> node.ask(port, SECOND, Question.class, none()));
        missing("send", "to", () -> node.send(ArgumentsTest.<PortId>none(), "x"));
        missing("send", "message", () -> node.send(port, ArgumentsTest.<Message>none()));
        missing("port", "setup", () -> node.port(none()));
        missing("port", "bound", () -> node.port(none(), p -> {}));
        missing("kill", "reason", () -> node.kill(port, none()));
        missing("kill", "port", () -> node.kill(none()));
        missing("onEnd", "callback", () -> node.onEnd(port, none()));
        missing("onEnd", "port", () -> node.onEnd(none(), why -> {}));
        missing("keep", "port", () -> node.keep(none(), "x"));
        missing("function", "function", () -> node.function("f", none()));
        missing("function", "name", () -> node.function(none(), (self, args) -> {}));
        missing("spawn", "function", () -> node.spawn(node.named("x"), none()));
        missing("spawn", "where", () -> node.spawn(none(), "f"));
        missing("register", "name", () -> node.register(none(), port));
        missing("register", "port", () -> node.register("name", none()));
        missing("reregister", "name", () -> node.reregister(none(), port));
        missing("unregister", "name", () -> node.unregister(none()));
        missing("whereis", "name", () -> node.whereis(none()));
        missing("named", "name", () -> node.named(none()));
        illegal("function", () -> node.function("", (self, args) -> {}), "function", "empty");
        illegal("spawn", () -> node.spawn(node.named("x"), ""), "function", "empty");
        illegal("named", () -> node.named(""), "name", "empty");
        illegal("register", () -> node.register("", port), "name", "empty");
        illegal("register a slot", () -> node.register("~slot", port), "name", "~slot");
        illegal(
                "register a stranger",
                () -> node.register("name", elsewhere),
                "here",
                elsewhere.id().toString());
        illegal("kill a node", () -> node.kill(PortId.of("there")), "there", "cannot be killed");
        wrong(
                "reregister what nobody holds",
                IllegalStateException.class,
                () -> node.reregister("nobody", port),
                "nobody holds the name \"nobody\"");
        wrong(
                "register what is held",
                IllegalStateException.class,
                () -> {
                    Port holder = node.port(p -> {});
                    node.register("held", holder);
                    node.register("held", port);
                },
                "\"held\"",
                "is taken by here#");
        illegal("send", () -> node.send(port, "x", new Object()), "java.lang.Object");
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> ofAPort() {
        missing("kill", "reason", () -> port.kill(none()));
        missing("execute", "action", () -> port.execute(none()));
        missing("eval", "code", () -> port.eval(none()));
        missing("ref", "type", () -> port.ref(none()));
        missing("Ref.of", "address", () -> Ref.of(none()));
        illegal("a bound", () -> MailboxBound.of(0), "1 message", "0");
        illegal("a bound below", () -> new MailboxBound(-3, SECOND), "message", "-3");
        negative("a bound's patience", "patience", () -> new MailboxBound(1, NEGATIVE));
        missing("a bound", "patience", () -> new MailboxBound(1, none()));
        illegal("ref", () -> port.ref(Object.class), "java.lang.Object");
        cases.add(DynamicTest.dynamicTest(
                "it lives on", () -> assertThat(port.isLive()).isTrue()));
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> ofThePortsOwnCode() {
        CompletableFuture<CallbackPort> made = new CompletableFuture<>();
        node.port(made::complete);
        CallbackPort self = InPort.of(made);
        negative("after", "delay", () -> self.after(NEGATIVE, () -> {}));
        negative("after with a message", "delay", () -> self.after(NEGATIVE, port, "x"));
        negative("every", "period", () -> self.every(NEGATIVE, () -> {}));
        illegal("every never", () -> self.every(Duration.ZERO, () -> {}), "period", "PT0S");
        missing("after", "delay", () -> self.after(none(), () -> {}));
        missing("every", "period", () -> self.every(none(), () -> {}));
        missing("after", "action", () -> self.after(SECOND, none()));
        missing("every", "action", () -> self.every(SECOND, none()));
        missing("after", "to", () -> self.after(SECOND, ArgumentsTest.<PortId>none(), "x"));
        missing("send", "to", () -> self.send(ArgumentsTest.<PortId>none(), "x"));
        missing("send", "message", () -> self.send(port, ArgumentsTest.<Message>none()));
        missing("kill", "port", () -> self.kill(none()));
        missing("kill", "reason", () -> self.kill(port, none()));
        missing(
                "monitor",
                "notice",
                () -> self.monitor(port, ArgumentsTest.<java.util.function.Function<KillReason, ?>>none()));
        missing("monitor", "target", () -> self.monitor(none(), why -> Message.of("x")));
        missing("onEnd", "callback", () -> self.onEnd(port, none()));
        missing("onEnd", "target", () -> self.onEnd(none(), why -> {}));
        missing("dependOn", "target", () -> self.dependOn(none()));
        missing("link", "target", () -> self.link(none()));
        missing("link", "options", () -> self.link(port, ArgumentsTest.<LinkOption[]>none()));
        missing("trapExits", "notice", () -> self.trapExits(none()));
        missing("own", "resource", () -> self.own(none()));
        missing("own", "abort", () -> self.own(() -> {}, none()));
        missing("fork", "code", () -> self.fork(ArgumentsTest.<java.util.concurrent.Callable<String>>none()));
        missing("port", "setup", () -> self.port(none()));
        missing("port", "bound", () -> self.port(none(), p -> {}));
        missing("bind", "action", () -> self.bind(ArgumentsTest.<io.loommp.Action>none()));
        missing("on", "tag", () -> self.on(ArgumentsTest.<String>none(), m -> {}));
        missing("on", "handler", () -> self.on("x", none()));
        missing("on a type", "type", () -> self.on(ArgumentsTest.<Class<Question>>none(), m -> {}));
        missing("onMessage", "handler", () -> self.onMessage(none()));
        missing("off", "tag", () -> self.off(ArgumentsTest.<String>none()));
        missing("off a type", "type", () -> self.off(ArgumentsTest.<Class<?>>none()));
        missing("spawn", "function", () -> self.spawn(node.named("x"), none()));
        illegal("spawn", () -> self.spawn(node.named("x"), ""), "function", "empty");
        illegal("kill a node", () -> self.kill(PortId.of("there")), "there", "cannot be killed");
        return cases.stream();
    }

    /** A case for code that belongs to the thread of a port. */
    private void inPort(Consumer<ThreadCases> make) {
        make.accept(new ThreadCases());
    }

    /** Code of a port with a thread. */
    @FunctionalInterface
    private interface Code {
        void run(ThreadSelf self) throws Exception;
    }

    private final class ThreadCases {
        private ThrowingCallable in(Code code) {
            return () -> {
                Throwable thrown = InPort.call(node, self -> catchThrowable(() -> code.run(self)));
                if (thrown != null) {
                    throw thrown;
                }
            };
        }

        void negative(String call, String argument, Code code) {
            ArgumentsTest.this.negative(call, argument, in(code));
        }

        void missing(String call, String argument, Code code) {
            ArgumentsTest.this.missing(call, argument, in(code));
        }

        void illegal(String call, Code code, String... texts) {
            ArgumentsTest.this.illegal(call, in(code), texts);
        }
    }

    @TestFactory
    Stream<DynamicTest> ofAPortWithAThread() {
        Message nothing = Message.of();
        inPort(in -> {
            in.negative("get", "timeout", self -> self.get(NEGATIVE));
            in.negative("get or", "timeout", self -> self.get(NEGATIVE, nothing));
            in.negative("get(tag)", "timeout", self -> self.get("a", NEGATIVE));
            in.negative("get(tag) or", "timeout", self -> self.get("a", NEGATIVE, nothing));
            in.negative("getCond", "timeout", self -> self.getCond(m -> true, NEGATIVE));
            in.negative("getCond or", "timeout", self -> self.getCond(m -> true, NEGATIVE, nothing));
            in.negative("receive", "timeout", self -> self.receive(Question.class, NEGATIVE));
            in.negative("receive or", "timeout", self -> self.receive(Question.class, NEGATIVE, new Question("")));
            in.negative("next", "timeout", self -> self.next(Question.class, NEGATIVE));
            in.negative("next or", "timeout", self -> self.next(Question.class, NEGATIVE, new Question("")));
            in.negative("select", "timeout", self -> self.<String>select(r -> r.after(NEGATIVE, "x")));
            in.negative("ask", "timeout", self -> self.ask(port, NEGATIVE, "x"));
            in.negative("ask for a record", "timeout", self -> self.ask(port, NEGATIVE, Question.class, s -> nothing));
            in.negative(
                    "channel", "timeout", self -> self.channel(Message.class).receive(NEGATIVE));
            in.negative(
                    "channel or", "timeout", self -> self.channel(Message.class).receive(NEGATIVE, nothing));
            in.negative("request", "timeout", self -> self.request(port, "x").reply(NEGATIVE));
            in.negative("join", "timeout", self -> self.fork(() -> "x").join(NEGATIVE));
            in.missing("get", "timeout", self -> self.get(ArgumentsTest.<Duration>none()));
            in.missing("get(tag)", "tag", self -> self.get(ArgumentsTest.<String>none()));
            in.missing("getCond", "predicate", self -> self.getCond(none()));
            in.missing("receive", "type", self -> self.receive(none()));
            in.missing("next", "type", self -> self.next(none()));
            in.missing("select", "clauses", self -> self.select(none()));
            in.missing("select then", "then", self -> self.<String>select(r -> r.on("a", none())));
            in.missing(
                    "select tag", "tag", self -> self.<String>select(r -> r.on(ArgumentsTest.<String>none(), m -> "")));
            in.missing("select when", "predicate", self -> self.<String>select(r -> r.when(none(), m -> "")));
            in.missing(
                    "select type",
                    "type",
                    self -> self.<String>select(r -> r.on(ArgumentsTest.<Class<Question>>none(), q -> "")));
            in.missing(
                    "select channel",
                    "channel",
                    self -> self.<String>select(r -> r.on(ArgumentsTest.<Channel<Question>>none(), q -> "")));
            in.missing(
                    "select request",
                    "request",
                    self -> self.<String>select(r -> r.on(ArgumentsTest.<Request<Question>>none(), q -> "")));
            in.missing("channel", "type", self -> self.channel(none()));
            in.missing("request", "target", self -> self.request(ArgumentsTest.<PortId>none(), "x"));
            in.missing("request", "question", self -> self.request(port, Question.class, none()));
            in.missing("ask", "target", self -> self.ask(ArgumentsTest.<PortId>none(), SECOND, "x"));
            in.missing("ask", "timeout", self -> self.ask(port, none(), "x"));
            in.missing("ask", "question", self -> self.ask(port, SECOND, Question.class, none()));
            in.missing("shield", "code", self -> self.shield(none()));
            in.missing("on", "tag", self -> self.on(ArgumentsTest.<String>none(), m -> {}));
            in.missing("on", "handler", self -> self.on("x", none()));
            in.missing("spawn", "body", self -> self.spawn(ArgumentsTest.<ThreadBody>none()));
            in.missing("spawn", "bound", self -> self.spawn(ArgumentsTest.<MailboxBound>none(), child -> {}));
            in.missing("spawn", "first", self -> self.spawn(ArgumentsTest.<Consumer<PortId>>none(), child -> {}));
            in.illegal("receive", self -> self.receive(Object.class), "java.lang.Object");
            in.illegal("channel", self -> self.channel(Object.class), "java.lang.Object");
            in.illegal("select nothing", self -> self.<String>select(r -> {}), "select", "clauses");
        });
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> ofWhatIsBuiltOnPorts() {
        missing("ThreadPorts.spawn", "body", () -> ThreadPorts.spawn(node, none()));
        missing("ThreadPorts.spawn", "node", () -> ThreadPorts.spawn(ArgumentsTest.<Node>none(), self -> {}));
        missing(
                "ThreadPorts.spawn",
                "bound",
                () -> ThreadPorts.spawn(node, ArgumentsTest.<MailboxBound>none(), self -> {}));
        missing("ThreadPorts.platform", "body", () -> ThreadPorts.platform(node, none()));
        missing("ThreadPorts.call", "code", () -> ThreadPorts.call(node, none()));
        missing("ThreadPorts.run", "body", () -> ThreadPorts.run(node, none()));
        missing("ThreadPorts.attach", "body", () -> ThreadPorts.attach(node.port(p -> {}), none()));
        missing("ThreadPorts.attach", "port", () -> ThreadPorts.attach(ArgumentsTest.<Port>none(), self -> {}));
        missing("Server.start", "setup", () -> Server.start(node, ArgumentsTest.<Server.Setup>none()));
        missing("StateMachine.start", "setup", () -> StateMachine.start(node, "a", none()));
        missing("StateMachine.start", "first", () -> StateMachine.start(node, none(), machine -> {}));
        return cases.stream();
    }
}
