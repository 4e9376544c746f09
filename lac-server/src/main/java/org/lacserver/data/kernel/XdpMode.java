package org.lacserver.data.kernel;

import java.util.Locale;

/** Where an interface runs the program. */
enum XdpMode {
    NATIVE(Bpf.NATIVE),
    GENERIC(Bpf.GENERIC);

    private final int flag;

    XdpMode(int flag) {
        this.flag = flag;
    }

    /** For a link. */
    int flag() {
        return flag;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
