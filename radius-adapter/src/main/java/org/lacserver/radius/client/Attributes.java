package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.attribute.type.VendorSpecificAttribute;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.dictionary.parser.DictionaryParser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The attributes of a request in the order added. What is empty or unknown is left out, and what
 * would make the packet longer than RFC 2865 §3 allows.
 */
public final class Attributes {
    /** RFC 2865 §5: an attribute is 255 octets at most, two of them its header. */
    public static final int MAX_VALUE = 253;

    private static final int NO_VENDOR = -1;
    private static final int MAX_VENDOR_VALUE = 247;
    private static final int FIRST_OTHER_RATE = 0x83;
    private static final int LAST_RATE = 0x8a;
    private static final int LAST_DELAY = 0x8e;
    private static final long MAX_U32 = 0xffff_ffffL;

    static final Dictionary DICTIONARY = load();

    /** Less Message-Authenticator and the padding of User-Password. */
    private static final int ROOM = PacketCodec.MAX_PACKET - PacketCodec.HEADER - 18 - 16;

    private final List<RadiusAttribute> list = new ArrayList<>();
    private int size;

    private static Dictionary load() {
        try {
            return DictionaryParser.newClasspathParser()
                    .parseDictionary("org/lacserver/radius/client/dictionary");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<RadiusAttribute> list() {
        return list;
    }

    /** As they go over the wire, one after the other: type, length, value (RFC 2865 §5). */
    public byte[] octets() {
        ByteBuffer all = ByteBuffer.allocate(size);
        list.forEach(attribute -> all.put(attribute.toByteArray()));
        return all.array();
    }

    /** Adds what {@link #octets} wrote. */
    public Attributes addOctets(byte[] octets) {
        int at = 0;
        while (at + 2 <= octets.length) {
            int length = Math.max(2, octets[at + 1] & 0xff);
            add(octets[at] & 0xff, Arrays.copyOfRange(octets, at + 2, at + length));
            at += length;
        }
        return this;
    }

    public Attributes add(int type, byte[] value) {
        byte[] fitting = value.length <= MAX_VALUE ? value : Arrays.copyOf(value, MAX_VALUE);
        return append(DICTIONARY.createAttribute(NO_VENDOR, type, fitting));
    }

    /** Unsigned 32 bit, the low half of {@code value}. */
    public Attributes add(int type, long value) {
        return add(type, octets(value));
    }

    /** Text longer than an attribute holds is cut between characters. */
    public Attributes add(int type, @Nullable String text) {
        return text == null || text.isEmpty() ? this : add(type, cut(text, MAX_VALUE));
    }

    /**
     * A string of RFC 2868 without a tag; an octet that would read as one gets a zero tag before.
     */
    public Attributes addUntagged(int type, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return this;
        }
        byte[] value = cut(text, MAX_VALUE - 1);
        if ((value[0] & 0xff) > 0x1f) {
            return add(type, value);
        }
        return add(type, ByteBuffer.allocate(value.length + 1).put((byte) 0).put(value).array());
    }

    /** NAS-Identifier and, where known, the NAS's address. */
    public Attributes addNas(RadiusSettings settings) {
        add(Type.NAS_IDENTIFIER, settings.nasIdentifier());
        InetAddress address = settings.nasAddress();
        if (address != null) {
            boolean v4 = address instanceof Inet4Address;
            add(v4 ? Type.NAS_IP_ADDRESS : Type.NAS_IPV6_ADDRESS, address.getAddress());
        }
        return this;
    }

    /** All that is known of the line. */
    public Attributes addLine(AccessLine line) {
        return addLine(line, LineAttributes.ALL);
    }

    /** The line, of its characteristics no more than {@code told}. */
    public Attributes addLine(AccessLine line, LineAttributes told) {
        if (line.nasPort() >= 0) {
            add(Type.NAS_PORT, line.nasPort());
        }
        if (line.nasPortType() >= 0) {
            add(Type.NAS_PORT_TYPE, line.nasPortType());
        }
        add(Type.NAS_PORT_ID, line.nasPortId());
        add(Type.CALLING_STATION_ID, line.callingStationId());
        add(Type.CALLED_STATION_ID, line.calledStationId());
        addAdsl(Type.AGENT_CIRCUIT_ID, line.circuitId(), line.circuit());
        addAdsl(Type.AGENT_REMOTE_ID, line.remoteId(), line.remote());
        if (told.has(Type.ACTUAL_DATA_RATE_UPSTREAM)) {
            addAdslRate(Type.ACTUAL_DATA_RATE_UPSTREAM, line.upKbps());
            addAdslRate(Type.ACTUAL_DATA_RATE_DOWNSTREAM, line.downKbps());
        }
        new TreeMap<>(line.attributes())
                .forEach(
                        (number, value) -> {
                            if (told.has(number)) {
                                addAdsl(number, value);
                            }
                        });
        return this;
    }

    /** RFC 4679 §3.3: rates in bit/s, delays in ms, each in its own attribute. */
    private void addAdsl(int number, long value) {
        if (number >= FIRST_OTHER_RATE && number <= LAST_RATE) {
            addAdslRate(number, value);
        } else if (number > LAST_RATE && number <= LAST_DELAY) {
            addVendor(Type.ADSL_FORUM, number, octets(Math.clamp(value, 0, MAX_U32)));
        } else if (number == Type.ACCESS_LOOP_ENCAPSULATION) {
            byte[] three = Arrays.copyOfRange(octets(value), 1, Integer.BYTES);
            addVendor(Type.ADSL_FORUM, number, three);
        } else if (number == Type.IWF_SESSION) {
            addVendor(Type.ADSL_FORUM, number, new byte[0]);
        } else if (LineNumbers.attribute(number) != LineNumbers.NONE) {
            int attribute = LineNumbers.attribute(number);
            addVendor(Type.ADSL_FORUM, attribute, octets(Math.clamp(value, 0, MAX_U32)));
        }
    }

    private void addAdsl(int type, @Nullable String text, byte[] octets) {
        if (octets.length > 0) {
            addVendor(Type.ADSL_FORUM, type, octets);
        } else if (text != null && !text.isEmpty()) {
            addVendor(Type.ADSL_FORUM, type, cut(text, MAX_VENDOR_VALUE));
        }
    }

    private void addAdslRate(int type, long kbps) {
        if (kbps > 0) {
            // a line faster than 32 bits can tell stays at their end
            long bps = kbps > MAX_U32 / 1000 ? MAX_U32 : kbps * 1000;
            addVendor(Type.ADSL_FORUM, type, octets(bps));
        }
    }

    /** RFC 2865 §5.26, with one sub-attribute of up to 247 octets. */
    public Attributes addVendor(int vendor, int type, byte[] value) {
        RadiusAttribute inner = DICTIONARY.createAttribute(vendor, type, value);
        return append(new VendorSpecificAttribute(DICTIONARY, vendor, List.of(inner)));
    }

    /** RFC 3579 §3.1: in pieces that fill an attribute each, one behind the other. */
    public Attributes addEap(byte[] packet) {
        for (int at = 0; at < packet.length; at += MAX_VALUE) {
            int end = Math.min(packet.length, at + MAX_VALUE);
            add(Type.EAP_MESSAGE, Arrays.copyOfRange(packet, at, end));
        }
        return this;
    }

    private Attributes append(RadiusAttribute attribute) {
        int length = attribute.getLength();
        if (size + length <= ROOM) {
            size += length;
            list.add(attribute);
        }
        return this;
    }

    private static byte[] octets(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    private static byte[] cut(String text, int limit) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= limit) {
            return utf8;
        }
        int end = limit;
        while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(utf8, end);
    }
}
