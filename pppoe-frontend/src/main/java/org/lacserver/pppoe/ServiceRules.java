package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessConcentrator;
import org.lacserver.pppoe.discovery.MaxPayload;
import org.lacserver.pppoe.discovery.ServiceNames;

import java.util.List;

/**
 * What is offered to the callers of some lines.
 *
 * @param acName AC-Name in PADOs and name in CHAP Challenges, 1..64 characters
 * @param serviceNames the PPPoE services there are
 * @param defaultService granted to who asks for no service; empty: that is granted
 * @param mru the largest LCP Maximum-Receive-Unit, ours and a caller's, 128..9208; above 1492 for
 *     callers and ports that can do it (RFC 4638)
 * @param mruTest whether it is tested that packets above 1492 octets pass (RFC 4638 §5.2)
 * @param lines what is believed of them
 */
public record ServiceRules(
        String acName,
        ServiceNames serviceNames,
        String defaultService,
        int mru,
        boolean mruTest,
        LineRules lines)
        implements AccessConcentrator.Offer {
    static final ServiceRules USUAL =
            new ServiceRules("lac", ServiceNames.ANY, "", MaxPayload.USUAL, true, LineRules.USUAL);

    public ServiceRules {
        FrontendSettings.check(
                !acName.isEmpty() && acName.length() <= 64, "acName: 1..64 characters");
        FrontendSettings.check(mru >= 128 && mru <= MaxPayload.LARGEST, "mru: 128..9208");
    }

    ServiceRules withAcName(String other) {
        return new ServiceRules(other, serviceNames, defaultService, mru, mruTest, lines);
    }

    ServiceRules withServices(List<String> names, String granted) {
        return new ServiceRules(acName, new ServiceNames(names), granted, mru, mruTest, lines);
    }

    ServiceRules withMru(int other, boolean tested) {
        return new ServiceRules(acName, serviceNames, defaultService, other, tested, lines);
    }

    ServiceRules withLines(LineRules other) {
        return new ServiceRules(acName, serviceNames, defaultService, mru, mruTest, other);
    }
}
