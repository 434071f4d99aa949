package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tag of a record is its simple name in snake case. */
class SnakeCaseTest {

    @ParameterizedTest
    @CsvSource({
        "Say, say",
        "WriteFile, write_file",
        "HTTPGet, http_get",
        "GetURL, get_url",
        "URL, url",
        "X509Cert, x509_cert",
        "Base64Data, base64_data",
        "HTTP2Get, http2_get",
        "Ipv6Address, ipv6_address",
        "ABTest, ab_test",
        "A, a",
        "Snake_Case, snake_case",
        "already_there, already_there",
        "ÜberGröße, über_größe"
    })
    void aCapitalBeginsAWord(String name, String tag) {
        assertThat(SnakeCase.of(name)).isEqualTo(tag);
    }
}
