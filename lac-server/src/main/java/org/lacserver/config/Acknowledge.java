package org.lacserver.config;

/**
 * Whether we tell a caller that he is believed: where no LNS could, with PAP and CHAP too, never.
 */
public enum Acknowledge {
    AUTO,
    YES,
    NO
}
