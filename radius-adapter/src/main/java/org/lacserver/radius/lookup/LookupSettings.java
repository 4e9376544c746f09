package org.lacserver.radius.lookup;

import org.lacserver.radius.client.LineAttributes;
import org.lacserver.radius.vendor.VendorTable;

/**
 * What Access-Requests tell and how Access-Accepts are read.
 *
 * @param lines which characteristics of the caller's line a request tells
 * @param vendors what vendors' attributes mean
 */
public record LookupSettings(LineAttributes lines, VendorTable vendors) {
    /** As TR-101 has it, with the program's own table. */
    public static final LookupSettings DEFAULT =
            new LookupSettings(LineAttributes.TR_101, VendorTable.builtIn());
}
