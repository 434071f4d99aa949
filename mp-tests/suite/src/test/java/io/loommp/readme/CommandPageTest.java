package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page about the command says for each subcommand of {@code aemp} what does it here, and names a test. */
@Timeout(60)
class CommandPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| `(\\w+\\.\\w+)`[^|]* \\|$");
    private static final List<String> OF_THE_NETWORK =
            List.of("snd", "cal", "mon", "eval", "shell", "trace", "run", "restart");
    private static final List<String> OF_THE_CONFIGURATION = List.of(
            "setnodeid",
            "delnodeid",
            "gensecret",
            "setsecret",
            "delsecret",
            "gencert",
            "setcert",
            "delcert",
            "setseeds",
            "delseeds",
            "addseed",
            "delseed",
            "setbinds",
            "delbinds",
            "addbind",
            "delbind",
            "setservices",
            "delservices",
            "addservice",
            "delservice",
            "seteval",
            "deleval",
            "profile",
            "delprofile",
            "setparent",
            "delparent",
            "showprofile",
            "showconfig",
            "secure",
            "monitor_timeout",
            "connect_interval",
            "framing_format",
            "auth_offer",
            "auth_accept",
            "autocork",
            "nodelay");

    @Test
    void eachSubcommandOfAempHasACounterpartAndATest() throws Exception {
        String page = Sources.read(Sources.home().resolve("docs/cli.md"));
        String section = page.substring(page.indexOf("## From aemp"));
        NamedTests tests = NamedTests.all();
        List<String> found = new ArrayList<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            found.add(row.group(1));
            assertThat(tests.contains(row.group(3)))
                    .as("%s is a test", row.group(3))
                    .isTrue();
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(OF_THE_NETWORK.stream(), OF_THE_CONFIGURATION.stream())
                                .toList());
    }
}
