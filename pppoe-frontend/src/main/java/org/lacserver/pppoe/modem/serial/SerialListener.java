package org.lacserver.pppoe.modem.serial;

import java.nio.ByteBuffer;

/**
 * Takes what happens on the devices, on threads of theirs: to be passed on to the thread of {@link
 * org.lacserver.pppoe.modem.ModemPool}, which has an input for each.
 */
public interface SerialListener {
    /**
     * @param octets the receiver's for good
     */
    void received(int modem, ByteBuffer octets);

    /** Octets of {@link SerialModems#octets} have left, or were thrown away. */
    void written(int modem, int octets);

    /** Data Carrier Detect went low. */
    void lineLost(int modem, String text);

    void deviceLost(int modem, String text);

    void deviceBack(int modem);
}
