package io.loommp.kernel;

import io.loommp.StartFunction;
import io.loommp.spi.Functions;
import java.util.Map;

/** What a library would bring: found through the service loader by every node of these tests. */
public final class ProvidedFunctions implements Functions {

    @Override
    public Map<String, StartFunction> functions() {
        return Map.of("provided::echo", (self, args) -> self.on("echo", m -> self.send(m.port(1), "provided", args)));
    }

    /** Cannot be used, which must not keep the others from being found. */
    public static final class Broken implements Functions {
        @Override
        public Map<String, StartFunction> functions() {
            throw new IllegalStateException("not today");
        }
    }

    /** Comes second with one name, and has another of its own. */
    public static final class Second implements Functions {
        @Override
        public Map<String, StartFunction> functions() {
            return Map.of(
                    "provided::echo",
                    (self, args) -> self.on("echo", m -> self.send(m.port(1), "second")),
                    "provided::second",
                    (self, args) -> self.on("echo", m -> self.send(m.port(1), "second")));
        }
    }
}
