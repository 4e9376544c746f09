package org.lacserver.port;

/**
 * How the caller named himself, as the proxy authentication AVPs (29..33) and the lookup need it.
 *
 * @param method NONE when the line alone identifies him
 * @param userName as sent, any octets decoded as UTF-8; empty with NONE
 * @param name the octets of a name that is not UTF-8 and so is not wholly in {@code userName};
 *     empty for all others
 * @param id the PPP identifier: of the Authenticate-Request (PAP) or of the Challenge (CHAP); AVP
 *     32
 * @param challenge the CHAP challenge; empty with PAP
 * @param response the CHAP response value (16 octets), or the PAP password
 */
public record Caller(
        Method method, String userName, Octets name, int id, Octets challenge, Secret response) {
    /** One whose name is wholly in its text. */
    public Caller(Method method, String userName, int id, Octets challenge, Secret response) {
        this(method, userName, Octets.EMPTY, id, challenge, response);
    }

    /** One of that name as sent. */
    public static Caller named(
            Method method, Octets name, int id, Octets challenge, Secret response) {
        String text = name.toText();
        boolean isText = Octets.utf8(text).equals(name);
        return new Caller(method, text, isText ? Octets.EMPTY : name, id, challenge, response);
    }

    /** By another name; the same one leaves all as it is. */
    public Caller renamed(String other) {
        return other.equals(userName) ? this : new Caller(method, other, id, challenge, response);
    }

    /** The octets to send of what {@code asNamed} is known by: his own if that is his name. */
    public Octets octets(String asNamed) {
        return renamed(asNamed).name.length() > 0 ? name : Octets.utf8(asNamed);
    }

    /** The authentication protocols the access side speaks. */
    public enum Method {
        NONE,
        PAP,
        CHAP,
        /** RFC 2759; the response is the 49 octets of its Value. No proxy AVPs carry it. */
        MSCHAPV2,
        /** RFC 3748; the response is the whole EAP Response/Identity. No proxy AVPs carry it. */
        EAP
    }

    /** A caller of whom nothing but the line is known. */
    public static final Caller UNNAMED = new Caller(Method.NONE, "", 0, Octets.EMPTY, Secret.NONE);

    /** What follows the last {@code @}, in lower case; empty without one. */
    public String realm() {
        int at = userName.lastIndexOf('@');
        return at < 0 ? "" : userName.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
    }
}
