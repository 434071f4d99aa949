package io.loommp.property;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.NullUnmarked;

/** Elements of messages, for properties. */
@NullUnmarked // values may be null, and jqwik's types do not say so
public final class AnyElements {
    private AnyElements() {}

    /** Anything that may stand in a message and travels, nested to a depth. */
    public static Arbitrary<Object> values(int depth) {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20).filter(AnyElements::hasUtf8);
        Arbitrary<Object> plain = Arbitraries.oneOf(
                texts.map(s -> s),
                Arbitraries.strings()
                        .withChars('"', '\\', '[', ']', '{', '}', '\n', '\u0000', 'é', '€')
                        .ofMaxLength(8),
                Arbitraries.integers().map(i -> i),
                Arbitraries.longs().map(l -> l),
                Arbitraries.bigIntegers()
                        .between(BigInteger.TWO.pow(70).negate(), BigInteger.TWO.pow(70))
                        .map(b -> b),
                Arbitraries.doubles().map(d -> d),
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
                        .ofScale(12)
                        .map(b -> b),
                Arbitraries.of(true, false),
                Arbitraries.<Object>just(null));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<Object> inner = Arbitraries.lazy(() -> values(depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(6, plain),
                Tuple.of(1, inner.list().ofMaxSize(4).map(list -> list)),
                Tuple.of(1, Arbitraries.maps(texts, inner).ofMaxSize(4).map(map -> map)));
    }

    /** Whether a text can be written as UTF-8: it has no half of a surrogate pair. */
    public static boolean hasUtf8(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
