package io.loommp.service;

import org.jspecify.annotations.Nullable;

/** A service cannot be started, and so a node that was told to run it cannot: its text names the service and says why. */
public final class ServiceFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String service;
    private final boolean misconfigured;

    ServiceFailed(String service, boolean misconfigured, String text, @Nullable Throwable cause) {
        super(text, cause);
        this.service = service;
        this.misconfigured = misconfigured;
    }

    /** The name of the service, as the configuration has it. */
    public String service() {
        return service;
    }

    /** Whether the configuration is wrong: there is no such service, or it needs other arguments. */
    public boolean isMisconfigured() {
        return misconfigured;
    }
}
