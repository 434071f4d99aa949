package io.loommp.net.hostile;

import java.util.List;

/** Octets that are no UTF-8, in hexadecimal digits. */
final class BrokenUtf8 {
    static final List<String> ALL = List.of(
            "80", // a continuation alone
            "bf",
            "c3", // one that is missing
            "e298",
            "e2",
            "f09f98",
            "f09f",
            "c328", // another octet in its place
            "e228a1",
            "e2982a",
            "f0288cbc",
            "f09f2880",
            "c080", // longer than needed
            "c1bf",
            "e08080",
            "e09fbf",
            "f0808080",
            "f08fbfbf",
            "eda080", // surrogates
            "edbfbf",
            "eda0bdedb880",
            "f4908080", // beyond U+10FFFF
            "f7bfbfbf",
            "f888808080",
            "fc8480808080",
            "fe",
            "ff");

    private BrokenUtf8() {}
}
