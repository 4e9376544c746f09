package org.lacserver.radius.client;

/** One attribute of a verified reply: its number and its octets, not yet interpreted. */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
public record Attribute(int type, byte[] value) {
    /** The value as unsigned 32 bit integer; -1 when it is not four octets long. */
    public long asInteger() {
        if (value.length != 4) {
            return -1;
        }
        return (value[0] & 0xffL) << 24
                | (value[1] & 0xff) << 16
                | (value[2] & 0xff) << 8
                | (value[3] & 0xff);
    }

    @Override
    public String toString() {
        return "Attribute[" + type + ", " + value.length + " octets]";
    }
}
