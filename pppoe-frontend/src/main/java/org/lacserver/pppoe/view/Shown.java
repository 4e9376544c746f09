package org.lacserver.pppoe.view;

/**
 * A message in one line.
 *
 * @param protocol {@code PPPoE}, {@code LCP}, {@code PAP}, …
 * @param text its name and what matters of it
 */
public record Shown(String protocol, String text) {}
