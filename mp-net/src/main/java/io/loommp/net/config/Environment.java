package io.loommp.net.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a process finds around it.
 *
 * @param variables the environment variables
 * @param home the directory of the user
 * @param directory the one that relative names of files are meant in
 * @param host the name of this machine
 */
public record Environment(Map<String, String> variables, Path home, Path directory, String host) {

    /** Takes a copy of the variables. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** The one of this process. */
    public static Environment ofProcess() {
        return ofProcess(System.getenv());
    }

    /** That with other variables. HOME beats what Java knows of the user, as it does in a shell that is told {@code ~}. */
    static Environment ofProcess(Map<String, String> variables) {
        String home = variables.getOrDefault("HOME", "");
        return new Environment(
                variables,
                Path.of(home.startsWith("/") ? home : System.getProperty("user.home")),
                Path.of(""),
                hostName());
    }

    /** The name of this machine, as {@code uname -n} says it. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine whose name has no address
        }
    }

    /** The value of a variable; one that is empty counts as missing. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Shows no values: there may be a secret among them. */
    @Override
    public String toString() {
        return "environment of " + home + " on " + host;
    }
}
