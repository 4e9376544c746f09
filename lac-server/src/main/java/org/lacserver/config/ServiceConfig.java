package org.lacserver.config;

import java.util.List;

/**
 * What is offered to the callers of some lines.
 *
 * @param serviceNames names and patterns with {@code *} and {@code ?}; empty grants whatever a
 *     caller asks for
 * @param defaultService granted to who asks for none; may be empty
 */
public record ServiceConfig(
        String acName, List<String> serviceNames, String defaultService, int mru) {
    public ServiceConfig {
        serviceNames = List.copyOf(serviceNames);
    }

    static ServiceConfig of(LineWords words) {
        return new ServiceConfig(
                words.get(LineKeys.AC_NAME),
                words.get(LineKeys.SERVICE_NAMES),
                words.get(LineKeys.DEFAULT_SERVICE),
                words.get(LineKeys.MRU));
    }
}
