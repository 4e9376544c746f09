package org.lacserver.radius.vendor;

/**
 * What one attribute of a vendor says.
 *
 * @param tag 1..31; 0 is untagged
 * @param name the attribute's, for people
 * @param knob with SET, the name of the setting; else empty
 * @param text the value, or with UNSUPPORTED what is wrong; empty when it is still hidden
 * @param octets the value; with {@link Format#TAGGED_SALTED} salt and what is hidden
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
public record Said(int tag, String name, Meaning meaning, String knob, String text, byte[] octets) {

    private static final String UNKNOWN = "is not known";

    /** An attribute of ours, or of tunnels, that nobody here knows. */
    static Said unknown(String name) {
        return inVain(0, name, UNKNOWN);
    }

    /** Whether nobody knows what the value is: it may be a secret. */
    public boolean isUnknown() {
        return isInVain() && text.equals(UNKNOWN);
    }

    /** It asks for what it does not get, and {@code problem} is why. */
    static Said inVain(int tag, String name, String problem) {
        return new Said(tag, name, Meaning.UNSUPPORTED, "", problem, new byte[0]);
    }

    /** Whether it asks for what it does not get. */
    public boolean isInVain() {
        return meaning == Meaning.UNSUPPORTED;
    }

    /** Whether the value is hidden as Tunnel-Password is (RFC 2868 §3.5). */
    public boolean isHidden() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return "Said[" + name + ":" + tag + ", " + meaning + "]";
    }
}
