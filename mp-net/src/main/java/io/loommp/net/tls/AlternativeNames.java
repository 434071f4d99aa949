package io.loommp.net.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* The subject alternative names of a certificate. Its common name is none: what nobody checked when it was issued. */
final class AlternativeNames {
    private static final Integer DNS = 2;

    private AlternativeNames() {}

    /** Whether one of them is this DNS name, letter by letter. */
    static boolean contain(X509Certificate certificate, String name) {
        Collection<List<?>> names = of(certificate);
        return names != null
                && names.stream()
                        .anyMatch(entry ->
                                entry.get(0).equals(DNS) && entry.get(1).equals(name));
    }

    private static @Nullable Collection<List<?>> of(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
    }
}
