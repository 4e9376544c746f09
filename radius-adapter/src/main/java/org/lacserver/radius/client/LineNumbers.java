package org.lacserver.radius.client;

/**
 * The attributes of the ADSL Forum that tell what RFC 4679 does not know: type of DSL, G.fast and
 * PON. PPPoE and ANCP number them as RFC 6320 §6.5 and later versions of
 * draft-lihawi-ancp-protocol-access-extension do, RADIUS as its first version did; so the table of
 * Juniper's "DSL Forum VSAs (Vendor ID 3561)", which others follow. Rates are those that the access
 * node told, in kbit/s.
 */
final class LineNumbers {
    /** Not among these. */
    static final int NONE = 0;

    private static final int DSL_TYPE = 0x91;
    private static final int PON_TYPE = 0x97;
    private static final int PON_TYPE_ATTRIBUTE = 146;
    private static final int EXPECTED_THROUGHPUT_UP = 0x9b;
    private static final int ATTAINABLE_GAMMA_RATE_DOWN = 0xa2;
    private static final int ONT_AVERAGE_RATE_DOWN = 0xb0;
    private static final int ONT_AVERAGE_RATE_DOWN_ATTRIBUTE = 147;
    private static final int PON_TREE_RATE_DOWN = 0xb5;

    private LineNumbers() {}

    /** The attribute's number, or {@link #NONE}. */
    static int attribute(int subTag) {
        if (subTag == DSL_TYPE) {
            return subTag;
        }
        if (subTag == PON_TYPE) {
            return PON_TYPE_ATTRIBUTE;
        }
        if (subTag >= EXPECTED_THROUGHPUT_UP && subTag <= ATTAINABLE_GAMMA_RATE_DOWN) {
            return subTag;
        }
        if (subTag >= ONT_AVERAGE_RATE_DOWN && subTag <= PON_TREE_RATE_DOWN) {
            return subTag - ONT_AVERAGE_RATE_DOWN + ONT_AVERAGE_RATE_DOWN_ATTRIBUTE;
        }
        return NONE;
    }
}
