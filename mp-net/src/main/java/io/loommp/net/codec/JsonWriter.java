package io.loommp.net.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/* Writes one packet as JSON. */
final class JsonWriter extends PacketWriter {
    private final JsonGenerator generator;

    JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    @Override
    void nothing() {
        generator.writeNull();
    }

    @Override
    void truth(boolean truth) {
        generator.writeBoolean(truth);
    }

    @Override
    void integer(long integer) {
        generator.writeNumber(integer);
    }

    @Override
    void integer(BigInteger integer) {
        generator.writeNumber(integer);
    }

    @Override
    void real(double number) {
        generator.writeNumber(number);
    }

    @Override
    void decimal(BigDecimal number) {
        generator.writeNumber(number);
    }

    @Override
    void text(String text) {
        generator.writeString(wellFormed(text));
    }

    private String wellFormed(String text) {
        if (!Texts.isWellFormed(text)) {
            throw halfOfAPair();
        }
        return text;
    }

    @Override
    void octets(byte[] octets) {
        generator.writeString(new String(octets, StandardCharsets.ISO_8859_1));
    }

    @Override
    void beginList(int size) {
        generator.writeStartArray();
    }

    @Override
    void endList() {
        generator.writeEndArray();
    }

    @Override
    void beginMap(int size) {
        generator.writeStartObject();
    }

    @Override
    void key(String key) {
        generator.writeName(wellFormed(key));
    }

    @Override
    void endMap() {
        generator.writeEndObject();
    }
}
