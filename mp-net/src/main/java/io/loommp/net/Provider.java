package io.loommp.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/* The name and version of this software, as nodes tell each other. */
final class Provider {
    static final String NAME = "LoomMP-" + version();

    private Provider() {}

    private static String version() {
        try (InputStream in = Provider.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
