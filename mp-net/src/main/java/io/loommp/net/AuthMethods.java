package io.loommp.net;

import io.loommp.net.handshake.Admission;
import io.loommp.net.handshake.Admission.Tls;
import io.loommp.net.handshake.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/* From what is configured to which proofs are taken and given. */
final class AuthMethods {
    private AuthMethods() {}

    /** @throws IllegalArgumentException naming the key and the value */
    static void check(
            boolean hasSecret,
            boolean hasCert,
            boolean tlsRequired,
            boolean tlsBindId,
            List<String> accept,
            List<String> offer) {
        if (!hasCert && (tlsRequired || tlsBindId)) {
            throw new IllegalArgumentException(
                    (tlsRequired ? "tlsRequired" : "tlsBindId") + ": true, but there is no cert");
        }
        check("authAccept", accept, hasSecret, hasCert);
        check("authOffer", offer, hasSecret, hasCert);
        if (offer.contains(Method.CLEARTEXT.text())) {
            throw new IllegalArgumentException(
                    "authOffer: \"" + Method.CLEARTEXT + "\" would give the secret to whoever is connected");
        }
    }

    private static void check(String key, List<String> names, boolean hasSecret, boolean hasCert) {
        for (String name : names) {
            Method method = Method.of(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            key + ": \"" + name + "\" is none of " + Arrays.toString(Method.values())));
            if (!(method.needsTls() ? hasCert : hasSecret)) {
                throw new IllegalArgumentException(
                        key + ": \"" + name + "\" needs a " + (method.needsTls() ? "cert" : "secret"));
            }
        }
        if (hasCert && !names.isEmpty() && methods(names).stream().noneMatch(Method::needsTls)) {
            throw new IllegalArgumentException(
                    key + ": " + names + " has no method of TLS, so nobody with a certificate could be connected");
        }
    }

    static Admission admission(NodeConfig config) {
        return new Admission(
                tls(config),
                config.authAccept().isEmpty() ? byDefault(config) : methods(config.authAccept()),
                config.authOffer().isEmpty() ? byDefault(config) : methods(config.authOffer()),
                config.tlsBindId());
    }

    private static Tls tls(NodeConfig config) {
        if (config.cert() == null) {
            return Tls.OFF;
        }
        return config.tlsRequired() ? Tls.REQUIRED : Tls.ON;
    }

    private static List<Method> byDefault(NodeConfig config) {
        List<Method> methods = new ArrayList<>();
        if (config.cert() != null) {
            methods.add(Method.TLS_SHA3_512);
        }
        if (config.secret() != null && !config.tlsRequired()) {
            methods.add(Method.HMAC_SHA3_512);
        }
        return methods;
    }

    private static List<Method> methods(List<String> names) {
        return names.stream().flatMap(name -> Method.of(name).stream()).toList();
    }
}
