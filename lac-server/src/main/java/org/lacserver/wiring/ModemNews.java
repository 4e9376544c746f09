package org.lacserver.wiring;

/** What became of a modem's device. */
public sealed interface ModemNews {
    /** Octets it was given are on the line, or thrown away. */
    record Written(int octets) implements ModemNews {}

    /** Data Carrier Detect went low. */
    record LineLost(String text) implements ModemNews {}

    record DeviceLost(String text) implements ModemNews {}

    record DeviceBack() implements ModemNews {}
}
