package io.loommp.net.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/* Why TLS failed, for a line in the log: nothing in it was received but the names of alerts. */
final class TlsFailure {
    private static final String ALERT = "Received fatal alert: ";

    private TlsFailure() {}

    static String text(SSLException failure) {
        String text = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text = isOfCertificates(cause) ? certificate(cause, text) : text;
        }
        return text == null ? message(String.valueOf(failure.getMessage())) : text;
    }

    private static String certificate(Throwable cause, @Nullable String before) {
        if (cause instanceof CertificateExpiredException || isReason(cause, BasicReason.EXPIRED)) {
            return "the certificate of the other side has expired";
        }
        if (cause instanceof CertificateNotYetValidException || isReason(cause, BasicReason.NOT_YET_VALID)) {
            return "the certificate of the other side is not valid yet";
        }
        return before == null ? "the certificate of the other side is not trusted here" : before;
    }

    private static String message(String message) {
        if (message.startsWith(ALERT)) {
            return "the other side refuses: "
                    + message.substring(ALERT.length()).toLowerCase(Locale.ROOT).replaceAll("[^a-z_]", "");
        }
        if (message.contains("mpty client certificate chain") || message.contains("mpty server certificate chain")) {
            return "the other side shows no certificate";
        }
        if (message.contains("recognized SSL message")) {
            return "what came is not TLS";
        }
        if (message.contains("protocol version")
                || message.contains("ClientHello")
                || message.contains("cipher suites")) {
            return "the other side speaks no version or cipher of TLS that this node takes";
        }
        return "a record is not what it has to be; maybe the other side does not trust the certificate of this node";
    }

    private static boolean isReason(Throwable cause, BasicReason reason) {
        return cause instanceof CertPathValidatorException path && path.getReason() == reason;
    }

    private static boolean isOfCertificates(Throwable cause) {
        return cause instanceof CertificateException
                || cause instanceof CertPathValidatorException
                || cause instanceof CertPathBuilderException;
    }
}
