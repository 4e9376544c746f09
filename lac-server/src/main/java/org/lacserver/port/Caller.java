package org.lacserver.port;

/**
 * How the caller named himself, as the proxy authentication AVPs (29..33) and the lookup need it.
 *
 * @param method PAP, CHAP, or NONE when the line alone identifies him
 * @param userName as sent, any octets decoded as UTF-8; empty with NONE
 * @param id the PPP identifier: of the Authenticate-Request (PAP) or of the Challenge (CHAP); AVP
 *     32
 * @param challenge the CHAP challenge; empty with PAP
 * @param response the CHAP response value (16 octets), or the PAP password
 */
public record Caller(Method method, String userName, int id, Octets challenge, Secret response) {
    /** The authentication protocols the access side speaks. */
    public enum Method {
        NONE,
        PAP,
        CHAP
    }

    /** What follows the last {@code @}, in lower case; empty without one. */
    public String realm() {
        int at = userName.lastIndexOf('@');
        return at < 0 ? "" : userName.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
    }
}
