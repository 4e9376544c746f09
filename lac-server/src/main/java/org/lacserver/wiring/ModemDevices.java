package org.lacserver.wiring;

import java.nio.ByteBuffer;

/** The serial devices of the modems, by index. */
public interface ModemDevices {
    /** The buffer is the receiver's until it returns. */
    void modemOctets(int modem, ByteBuffer octets);

    void modemDtr(int modem, boolean high);
}
