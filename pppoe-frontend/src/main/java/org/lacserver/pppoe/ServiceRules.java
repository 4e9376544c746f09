package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessConcentrator;

import java.util.List;

/**
 * What is offered to the callers of some lines.
 *
 * @param acName AC-Name in PADOs and name in CHAP Challenges, 1..64 characters
 * @param serviceNames the PPPoE services there are; empty: any
 * @param mru LCP Maximum-Receive-Unit asked for and the largest granted, 128..1492
 */
public record ServiceRules(String acName, List<String> serviceNames, int mru)
        implements AccessConcentrator.Offer {
    static final ServiceRules USUAL = new ServiceRules("lac", List.of(), 1492);

    public ServiceRules {
        serviceNames = List.copyOf(serviceNames);
        FrontendSettings.check(
                !acName.isEmpty() && acName.length() <= 64, "acName: 1..64 characters");
        FrontendSettings.check(
                serviceNames.stream().noneMatch(String::isEmpty), "serviceNames: none is empty");
        FrontendSettings.check(mru >= 128 && mru <= 1492, "mru: 128..1492"); // RFC 2516 §7
    }
}
