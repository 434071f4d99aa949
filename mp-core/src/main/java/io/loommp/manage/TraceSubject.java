package io.loommp.manage;

import io.loommp.PortId;
import java.util.Set;

/** Whose events of one kind are traced. */
public sealed interface TraceSubject {

    /** Nobody's. */
    static TraceSubject off() {
        return Every.OFF;
    }

    /** Everybody's. The cheapest to look after, apart from nobody. */
    static TraceSubject all() {
        return Every.ALL;
    }

    /** Those of these ports. */
    static TraceSubject ports(PortId... ports) {
        return new Ports(Set.of(ports));
    }

    /** Those of the ports that hold one of these names when it happens. */
    static TraceSubject names(String... names) {
        return new Names(Set.of(names));
    }

    /** See {@link TraceSubject#off} and {@link TraceSubject#all}. */
    enum Every implements TraceSubject {
        /** Nobody's. */
        OFF,
        /** Everybody's. */
        ALL
    }

    /** See {@link TraceSubject#ports}. */
    record Ports(Set<PortId> ports) implements TraceSubject {
        /** Takes a copy. */
        public Ports {
            ports = Set.copyOf(ports);
        }
    }

    /** See {@link TraceSubject#names}. */
    record Names(Set<String> names) implements TraceSubject {
        /** Takes a copy. */
        public Names {
            names = Set.copyOf(names);
        }
    }
}
