package io.loommp.kernel;

import io.loommp.spi.Directory;
import java.util.List;
import java.util.function.Consumer;

/** That of a node without a database: it knows nobody. */
final class NoDirectory implements Directory {

    @Override
    public void lookUp(String node, Consumer<List<String>> answer) {
        answer.accept(List.of());
    }

    @Override
    public void listensOn(List<String> addresses) {
        // there is nobody to tell
    }

    @Override
    public void metSeed(String node) {
        // a seed is connected, and that is all
    }

    @Override
    public void metItself() {
        // there is nothing to become
    }
}
