package io.loommp.cli;

import io.loommp.net.config.Sizes;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes, as people write it: {@code 64MiB}, {@code 1 GiB}, {@code 4096}.
 *
 * @param bytes how many
 */
public record ByteSize(long bytes) {
    private static final int KIB_SHIFT = 10;
    private static final int MIB_SHIFT = 20;
    private static final int GIB_SHIFT = 30;

    /** Reads what people write. */
    public static ByteSize parse(String text) {
        return Sizes.parse(text)
                .map(ByteSize::new)
                .orElseThrow(
                        () -> new TypeConversionException("\"" + text + "\" is no size; one looks like 64MiB or 1GiB"));
    }

    /** How many MiB these are. */
    public double mebibytes() {
        return in(MIB_SHIFT);
    }

    private double in(int shift) {
        return bytes / (double) (1 << shift);
    }

    /** Rounded, in the unit that suits. */
    @Override
    public String toString() {
        if (bytes < 1 << KIB_SHIFT) {
            return bytes + " bytes";
        }
        if (bytes < 1 << MIB_SHIFT) {
            return String.format(Locale.ROOT, "%.1f KiB", in(KIB_SHIFT));
        }
        return bytes < 1 << GIB_SHIFT
                ? String.format(Locale.ROOT, "%.1f MiB", in(MIB_SHIFT))
                : String.format(Locale.ROOT, "%.1f GiB", in(GIB_SHIFT));
    }
}
