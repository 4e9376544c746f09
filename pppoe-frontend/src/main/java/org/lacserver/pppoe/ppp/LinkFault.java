package org.lacserver.pppoe.ppp;

/** Why an LCP link ended other than by our wish. */
public enum LinkFault {
    TIMEOUT("LCP: no answer"),
    NOT_CONVERGING("LCP: options do not converge"),
    AUTHENTICATION_REFUSED("LCP: caller refuses to authenticate"),
    LOOPED("LCP: line is looped back"),
    TERMINATED("LCP: caller terminated"),
    REJECTED("LCP: caller rejected an essential code or protocol");

    private final String text;

    LinkFault(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
