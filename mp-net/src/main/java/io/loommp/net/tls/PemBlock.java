package io.loommp.net.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/* One block of a PEM text (RFC 7468). A class, not a record: it may hold a key, which no toString should show. */
final class PemBlock {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([^\r\n]*?)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z-]+:.*(\r?\n[ \t].*)*");

    private final String label;
    private final String headers;
    private final byte[] octets;

    private PemBlock(String label, String headers, byte[] octets) {
        this.label = label;
        this.headers = headers;
        this.octets = octets;
    }

    /**
     * The blocks of a text, in their order; what stands between them is for people.
     *
     * @throws IllegalArgumentException naming the block that is not base64
     */
    static List<PemBlock> parse(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            Matcher header = HEADER.matcher(block.group(2));
            StringBuilder headers = new StringBuilder();
            while (header.find()) {
                headers.append(header.group()).append('\n');
            }
            String base64 = header.replaceAll("").replaceAll("\\s", "");
            blocks.add(new PemBlock(label, headers.toString(), decode(label, base64)));
        }
        return blocks;
    }

    @SuppressWarnings("UnusedException") // it would show an octet of what may be a key
    private static byte[] decode(String label, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cert: the block " + label + " is no base64");
        }
    }

    String label() {
        return label;
    }

    byte[] octets() {
        return octets;
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    boolean isEncrypted() {
        return label.startsWith("ENCRYPTED ") || headers.contains("ENCRYPTED");
    }
}
