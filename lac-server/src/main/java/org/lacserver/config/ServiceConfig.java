package org.lacserver.config;

import java.util.List;

/**
 * What is offered to the callers of some lines.
 *
 * @param serviceNames names and patterns with {@code *} and {@code ?}; empty grants whatever a
 *     caller asks for
 * @param defaultService granted to who asks for none; may be empty
 * @param mruTest whether it is tested that packets above 1492 octets pass
 * @param lineTags what is believed of the line
 * @param lineId the circuit id of a line without one that is believed
 */
public record ServiceConfig(
        String acName,
        List<String> serviceNames,
        String defaultService,
        int mru,
        boolean mruTest,
        LineTags lineTags,
        NumberTemplate lineId) {
    /** What an access node's tag is worth. */
    public enum LineTags {
        TRUST,
        STRIP,
        REPLACE
    }

    public ServiceConfig {
        serviceNames = List.copyOf(serviceNames);
    }

    static ServiceConfig of(LineWords words) {
        return new ServiceConfig(
                words.get(LineKeys.AC_NAME),
                words.get(LineKeys.SERVICE_NAMES),
                words.get(LineKeys.DEFAULT_SERVICE),
                words.get(LineKeys.MRU),
                words.get(LineKeys.MRU_TEST),
                words.get(LineKeys.LINE_TAGS),
                words.get(LineKeys.LINE_ID));
    }
}
