package org.lacserver.config;

import java.util.List;

/**
 * What is offered to the callers of some lines.
 *
 * @param serviceNames empty grants whatever a caller asks for
 */
public record ServiceConfig(String acName, List<String> serviceNames, int mru) {
    public ServiceConfig {
        serviceNames = List.copyOf(serviceNames);
    }

    static ServiceConfig of(LineWords words) {
        return new ServiceConfig(
                words.get(LineKeys.AC_NAME),
                words.get(LineKeys.SERVICE_NAMES),
                words.get(LineKeys.MRU));
    }
}
