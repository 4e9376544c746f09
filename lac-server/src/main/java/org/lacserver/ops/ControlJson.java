package org.lacserver.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Requests and replies as lines of JSON. */
final class ControlJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private ControlJson() {}

    static String write(Request request) {
        return text(request);
    }

    static String write(Reply reply) {
        return text(reply);
    }

    /** A JSON array of the rows, a row a line. */
    static String array(List<? extends Reply> rows) {
        return "[" + String.join(",\n ", rows.stream().map(ControlJson::text).toList()) + "]\n";
    }

    /** Empty when the line is no request of ours. */
    static Optional<Request> request(String line) {
        return read(line, Request.class);
    }

    /** Empty when the line is no reply of ours. */
    static Optional<Reply> reply(String line) {
        return read(line, Reply.class);
    }

    private static <T> Optional<T> read(String line, Class<T> type) {
        try {
            @Nullable T value = MAPPER.readValue(line, type);
            return Optional.ofNullable(value);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of plain values can always be written", e);
        }
    }
}
