package org.lacserver.radius.lookup;

import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.vendor.VendorTable;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The attributes of an Access-Accept under construction. */
final class Accept {
    static final String SECRET = "xyzzy5461";

    final List<Attribute> attributes = new ArrayList<>();

    TunnelSets sets() {
        return sets(VendorTable.builtIn());
    }

    TunnelSets sets(VendorTable table) {
        Server server = Server.of("r1", InetAddress.getLoopbackAddress(), SECRET);
        return new TunnelSets(new Attempt(server, new byte[16]), attributes, table);
    }

    Accept octets(int type, byte... value) {
        attributes.add(new Attribute(type, value));
        return this;
    }

    Accept number(int type, int tag, int value) {
        return octets(type, ByteBuffer.allocate(4).putInt(tag << 24 | value).array());
    }

    Accept text(int type, int tag, String text) {
        return octets(type, ((char) tag + text).getBytes(StandardCharsets.UTF_8));
    }

    Accept l2tp(int tag, String server) {
        return number(64, tag, 3).text(67, tag, server);
    }

    Accept vendor(int vendor, int type, byte... value) {
        return octets(
                Type.VENDOR_SPECIFIC,
                ByteBuffer.allocate(6 + value.length)
                        .putInt(vendor)
                        .put((byte) type)
                        .put((byte) (2 + value.length))
                        .put(value)
                        .array());
    }

    Accept vendor(int vendor, int type, String text) {
        return vendor(vendor, type, text.getBytes(StandardCharsets.UTF_8));
    }

    Accept vendor(int vendor, int type, int number) {
        return vendor(vendor, type, ByteBuffer.allocate(4).putInt(number).array());
    }

    Accept cisco(String pair) {
        return vendor(9, 1, pair);
    }
}
