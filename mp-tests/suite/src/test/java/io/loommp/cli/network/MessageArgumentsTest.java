package io.loommp.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the arguments of a message on a command line stand for, as aemp reads them. */
class MessageArgumentsTest {

    @Test
    void anArgumentIsAText_alsoWhenItLooksLikeANumber() throws Exception {
        Call call = Call.parse(List.of("node#port", "upper", "12", "", "a b", "true"));
        assertThat(call.port()).isEqualTo(PortId.of("node#port"));
        assertThat(call.message()).isEqualTo(Message.of("upper", "12", "", "a b", "true"));
    }

    @Test
    void whatBeginsLikeJsonIsJson() throws Exception {
        Call call = Call.parse(List.of("node#port", "[1,2.5]", "{\"a\":null}", "\"a\\u00e9\"", "(x)"));
        assertThat(call.message())
                .isEqualTo(Message.of(List.of(1, 2.5), java.util.Collections.singletonMap("a", null), "aé", "(x)"));
    }

    @Test
    void aSingleArgumentThatIsAnArrayStandsForAll() throws Exception {
        Call call = Call.parse(List.of(" [\"node#port\",\"test\",123,{\"k\":[true]}]".strip()));
        assertThat(call.port()).isEqualTo(PortId.of("node#port"));
        assertThat(call.message()).isEqualTo(Message.of("test", 123, Map.of("k", List.of(true))));
        assertThat(Call.parse(List.of("node#port", "[1]")).message())
                .as("an array behind a port is one element")
                .isEqualTo(Message.of(List.of(1)));
    }

    @Test
    void aNodeIsAPortToo() throws Exception {
        assertThat(Call.parse(List.of("node", "devnull")).port()).isEqualTo(PortId.of("node"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    node#p,[1,2      | argument 2, [1,2: it
                    node#p,{"a" 1}   | argument 2, {"a" 1}: it
                    node#p,"x        | argument 2, "x: it
                    [1]              | the first argument names no port
                    []               | the first argument names no port
                    [1]]             | argument 1
                    #c               | "#c" names no port
                    """)
    void whatIsWrongIsSaid(String arguments, String problem) {
        List<String> all = arguments.startsWith("[") ? List.of(arguments) : List.of(arguments.split(",", 2));
        assertThatThrownBy(() -> Call.parse(all))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(problem);
    }
}
