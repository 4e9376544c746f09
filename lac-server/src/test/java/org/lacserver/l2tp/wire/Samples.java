package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** Messages to try things on: one full and one least of each kind, or any number of random ones. */
public final class Samples {
    static final Secret SECRET = Secret.of("geheim");
    static final ControlHeader HEADER = new ControlHeader(5, 6, 65535, 0);

    private static final int KINDS = 19;

    private final Random random;

    private Samples(Random random) {
        this.random = random;
    }

    public static List<ControlMessage> each() {
        List<ControlMessage> all = new ArrayList<>();
        Samples samples = new Samples(new Random(1));
        for (int kind = 0; kind < KINDS; kind++) {
            all.add(samples.full(kind));
        }
        all.add(new ControlMessage.Sccrq(1, "h", 1, 0, 4, null, null, ControlMessage.ABSENT, null));
        all.add(new ControlMessage.Sccrp(1, "h", 1, 0, 4, null, null, ControlMessage.ABSENT, null));
        all.add(new ControlMessage.Scccn(null));
        all.add(new ControlMessage.Ocrp(9, ControlMessage.ABSENT));
        all.add(
                new ControlMessage.Icrq(
                        9,
                        0,
                        ControlMessage.ABSENT,
                        ControlMessage.ABSENT,
                        null,
                        null,
                        null,
                        List.of()));
        all.add(new ControlMessage.Occn(0, 1, ControlMessage.ABSENT, false));
        all.add(
                new ControlMessage.Iccn(
                        0, 1, null, null, null, null, null, ControlMessage.ABSENT, false));
        all.add(new ControlMessage.Cdn(9, new ResultCode(1), null, null));
        all.add(new ControlMessage.Unknown(99, false));
        return all;
    }

    static ControlMessage any(Random random) {
        return new Samples(random).full(random.nextInt(KINDS));
    }

    static ByteBuffer encoded(ControlMessage message, HidePolicy hide, Random random) {
        ByteBuffer out = ByteBuffer.allocate(ControlCodec.MAX_DATAGRAM);
        ControlCodec.encode(HEADER, message, hide, SECRET, random, out);
        return out.flip();
    }

    /** The message with its required AVPs except {@code left}, octet by octet. */
    static Raw base(MessageType message, @Nullable AvpType left) {
        Raw raw = Raw.message(message.number(), message.mBit() == AvpType.MBit.SET ? Raw.M : 0);
        for (AvpType needed : message.required()) {
            if (needed != left) {
                raw.avp(flags(needed), 0, needed.number(), value(needed));
            }
        }
        if (left != null && left.isProxyAuthen() && left != AvpType.PROXY_AUTHEN_TYPE) {
            raw.avp(0, 0, 29, (byte) 0, (byte) 3);
        }
        return raw;
    }

    static int flags(AvpType type) {
        return type.isMandatory() ? Raw.M : 0;
    }

    /** A value that is good for the type: ones. */
    static byte[] value(AvpType type) {
        byte[] value = new byte[Math.max(type.kind().least(), type.kind().most() > 99 ? 7 : 0)];
        Arrays.fill(value, (byte) 1);
        if (type == AvpType.PROTOCOL_VERSION) {
            value[1] = 0;
        }
        return value;
    }

    static Decoded.Control control(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Control.class);
        return (Decoded.Control) decoded;
    }

    private ControlMessage full(int kind) {
        return switch (kind) {
            case 0 ->
                    new ControlMessage.Sccrq(
                            id(),
                            "x" + text(),
                            u32(),
                            u32(),
                            id(),
                            octets(1),
                            u64(),
                            u16(),
                            text(),
                            u16(),
                            random.nextBoolean());
            case 1 ->
                    new ControlMessage.Sccrp(
                            id(),
                            "y" + text(),
                            u32(),
                            u32(),
                            id(),
                            octets(1),
                            digest(),
                            u16(),
                            text(),
                            u16(),
                            random.nextBoolean());
            case 2 -> new ControlMessage.Scccn(digest());
            case 3 -> new ControlMessage.StopCcn(id(), new ResultCode(u16(), u16(), text()));
            case 4 -> new ControlMessage.Hello();
            case 5 ->
                    new ControlMessage.Ocrq(
                            id(), u32(), u32(), u32(), random.nextInt(4), u32(), text(), text());
            case 6 -> new ControlMessage.Ocrp(id(), u32());
            case 7 ->
                    new ControlMessage.Occn(
                            u32(), u32(), u32(), random.nextBoolean(), octets(0), octets(0));
            case 8 ->
                    new ControlMessage.Icrq(
                            id(),
                            u32(),
                            random.nextInt(4),
                            u32(),
                            text(),
                            text(),
                            text(),
                            vendor(),
                            u16(),
                            random.nextBoolean(),
                            null);
            case 9 -> new ControlMessage.Icrp(id(), u16());
            case 10 ->
                    new ControlMessage.Iccn(
                            u32(),
                            u32(),
                            octets(0),
                            octets(0),
                            octets(0),
                            new ProxyAuthen(
                                    1 + random.nextInt(5),
                                    octets(0),
                                    octets(0),
                                    random.nextInt(256),
                                    Secret.of(octets(0).toByteArray())),
                            text(),
                            u32(),
                            random.nextBoolean(),
                            octets(0),
                            octets(0));
            case 11 ->
                    new ControlMessage.Cdn(
                            id(),
                            new ResultCode(u16(), u16(), text()),
                            new Q931Cause(u16(), random.nextInt(256), text()),
                            new DisconnectCause(u16(), u16(), random.nextInt(256), text()));
            case 12 -> new ControlMessage.Wen(u32(), u32(), u32(), u32(), u32(), u32());
            case 13 -> new ControlMessage.Sli(u32(), u32(), octets(0), octets(0));
            case 14 -> new ControlMessage.Mdmst(random.nextBoolean(), random.nextInt(16));
            case 15 ->
                    new ControlMessage.Csun(
                            Stream.generate(() -> new SpeedUpdate(id(), u32(), u32()))
                                    .limit(1 + random.nextInt(20))
                                    .toList());
            case 16 ->
                    new ControlMessage.Csurq(
                            Stream.generate(this::id).limit(1 + random.nextInt(20)).toList());
            case 17 ->
                    new ControlMessage.Ocrq(
                            id(),
                            u32(),
                            u32(),
                            u32(),
                            ControlMessage.BEARER_ATM,
                            u32(),
                            nsap().toString(),
                            nsap().toString(),
                            u16(),
                            new Atm(
                                    u32(),
                                    u32(),
                                    u16(),
                                    "s" + text(),
                                    null,
                                    ControlMessage.ABSENT,
                                    ControlMessage.ABSENT));
            default ->
                    new ControlMessage.Icrq(
                            id(),
                            u32(),
                            ControlMessage.BEARER_ATM,
                            u32(),
                            nsap().toString(),
                            nsap().toString(),
                            null,
                            List.of(),
                            u16(),
                            random.nextBoolean(),
                            new Atm(
                                    ControlMessage.ABSENT,
                                    ControlMessage.ABSENT,
                                    u16(),
                                    null,
                                    nsap(),
                                    random.nextInt(4096),
                                    u16()));
        };
    }

    private List<VendorAvp> vendor() {
        return List.of(
                VendorAvp.line(VendorAvp.CIRCUIT_ID, Octets.utf8("dslam-7 atm 1/2:1.32")),
                Objects.requireNonNull(VendorAvp.fromLine(0x81, u32())),
                new VendorAvp(VendorAvp.CISCO, VendorAvp.CISCO_NAS_PORT, false, octets(0)));
    }

    private int id() {
        return 1 + random.nextInt(65535);
    }

    private int u16() {
        return random.nextInt(65536);
    }

    private long u32() {
        return random.nextInt() & ControlMessage.MAX_UNSIGNED;
    }

    private long u64() {
        return random.nextLong();
    }

    private String text() {
        int length = random.nextInt(60);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abcxyz0189@.-äß€".charAt(random.nextInt(16)));
        }
        return text.toString();
    }

    private Octets octets(int least) {
        byte[] value = new byte[least + random.nextInt(100)];
        random.nextBytes(value);
        return Octets.of(value);
    }

    private Octets nsap() {
        byte[] value = new byte[20];
        random.nextBytes(value);
        return Octets.of(value);
    }

    private Octets digest() {
        byte[] value = new byte[16];
        random.nextBytes(value);
        return Octets.of(value);
    }
}
