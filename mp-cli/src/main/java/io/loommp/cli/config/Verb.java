package io.loommp.cli.config;

import io.loommp.cli.CommandFailed;
import java.util.List;

/**
 * A thing that can be done with a configuration file.
 *
 * @param name the word that asks for it
 * @param words what stands behind it, as help shows it; empty if nothing does
 * @param min at least so many words
 * @param max at most so many; more are the next verb
 * @param meaning what it does, in a few words
 * @param action does it
 */
record Verb(String name, String words, int min, int max, String meaning, Action action) {

    @FunctionalInterface
    interface Action {
        /**
         * Does it.
         *
         * @throws Editing.Outdated if it writes, and somebody else has
         * @throws IllegalArgumentException saying what is wrong with a word
         */
        void run(Editing editing, List<String> words) throws CommandFailed, Editing.Outdated;
    }
}
