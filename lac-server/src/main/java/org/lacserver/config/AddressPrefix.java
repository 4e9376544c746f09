package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * An address, or all that begin alike.
 *
 * @param network the first of them
 * @param bits how many bits are alike
 */
public record AddressPrefix(InetAddress network, int bits) {
    static final Kind<AddressPrefix> KIND =
            new Kind<>(
                    "an IP address or prefix such as 192.0.2.53 or 2001:db8::/64, no bit set"
                            + " behind it",
                    "192.0.2.53",
                    AddressPrefix::parse,
                    false);

    private static @Nullable AddressPrefix parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            return null;
        }
        int all = network.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new AddressPrefix(network, all);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}")) {
            return null;
        }
        int bits = Integer.parseInt(length);
        return bits <= all && isZeroFrom(network.getAddress(), bits)
                ? new AddressPrefix(network, bits)
                : null;
    }

    private static @Nullable InetAddress address(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                && !text.matches("[0-9a-fA-F.]*:[0-9a-fA-F:.]+")) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isZeroFrom(byte[] octets, int bits) {
        for (int bit = bits; bit < octets.length * Byte.SIZE; bit++) {
            if ((octets[bit >> 3] & (0x80 >> (bit & 7))) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
