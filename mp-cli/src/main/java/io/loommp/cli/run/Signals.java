package io.loommp.cli.run;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the system, for a process that has to do something before it ends.
 *
 * <p>By the class of the JDK that has no other name than {@code sun.misc.Signal}, and no other access than by reflection
 * without a warning of the compiler. Where it is not to be had, signals do what they do by default.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Has a handler run at each signal of this name, on a thread of the system's.
     *
     * @param name without SIG: {@code TERM}, {@code INT}
     * @return false if this machine does not let us
     */
    @SuppressWarnings("ReferenceEquality") // the handler is itself
    static boolean handle(String name, Consumer<String> handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, args) -> {
                        switch (method.getName()) {
                            case "handle" -> handler.accept(name);
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            case "equals" -> {
                                return self == args[0];
                            }
                            default -> {
                                return "handler of " + name;
                            }
                        }
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handlerType).invoke(null, named, proxy);
            return true;
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.debug("the signal {} keeps its meaning", name, e);
            return false;
        }
    }
}
