package org.lacserver.radius.lookup;

/**
 * An LNS wants a number called: where does it lead?
 *
 * @param number the called number, not empty
 * @param subAddress may be empty
 * @param lnsName the Host Name the LNS gave
 * @param lnsAddress its address as text
 */
public record DialRequest(String number, String subAddress, String lnsName, String lnsAddress) {}
