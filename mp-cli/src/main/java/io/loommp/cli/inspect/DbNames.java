package io.loommp.cli.inspect;

import io.loommp.cli.CommandFailed;
import java.util.function.Supplier;

/** Names of families and keys that users give. */
final class DbNames {
    private DbNames() {}

    /** Does something with them, and says as the failure of a command what is wrong with them. */
    static <T> T checked(Supplier<T> use) throws CommandFailed {
        try {
            return use.get();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), "More: loommp db --help");
        }
    }
}
