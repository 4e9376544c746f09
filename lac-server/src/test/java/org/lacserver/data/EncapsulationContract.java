package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.port.Encapsulation.Sequencing;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** How frames travel to an LNS that wants them in its own way. */
abstract class EncapsulationContract extends RebindContract {
    @ParameterizedTest
    @EnumSource(AddressControl.class)
    @DisplayName("§5.3: FF 03 stands before all frames, before those of LCP alone, or before none")
    void putsAddressAndControl(AddressControl addressControl) {
        Encapsulation data = headers(addressControl, false, -1, false);
        join(data);
        byte[] ip = Wire.ppp(random, 60);
        byte[] lcp = lcp(60);
        byte[] almostLcp = lcp(1);
        for (byte[] ppp : List.of(ip, lcp, almostLcp)) {
            rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(data, ID, 0, ppp));
        }
    }

    @Test
    @DisplayName("§3.1: L, S, O with padding and P stand as asked for, in every mix")
    void writesEveryHeader() {
        for (AddressControl addressControl : AddressControl.values()) {
            for (int mix = 0; mix < 8; mix++) {
                for (int offset : new int[] {-1, 0, 1, 4, 5, 15, 64}) {
                    Encapsulation data =
                            new Encapsulation(
                                    addressControl,
                                    (mix & 1) != 0,
                                    offset,
                                    (mix & 2) != 0,
                                    (mix & 4) != 0 ? Sequencing.REQUIRE : Sequencing.DENY,
                                    Reordering.DELIVER,
                                    SendPolicy.DEFAULT);
                    join(data);
                    int ns = 0;
                    for (int length : new int[] {1, 2, 40, 1400}) {
                        for (byte[] ppp : List.of(Wire.ppp(random, length), lcp(length))) {
                            rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
                            assertThat(rig.lnsGets())
                                    .as("%s, %d octets", data, length)
                                    .isEqualTo(Wire.toLns(data, ID, ns++, ppp));
                        }
                    }
                    assertThat(rig.plane().part(CALL).upFrames()).isEqualTo(8);
                }
            }
        }
    }

    @Test
    @DisplayName("frames of one length whose headers differ arrive whole, each once, in order")
    void movesMixedHeaders() {
        Encapsulation data = headers(AddressControl.LCP_ONLY, true, 30, true);
        join(data);
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int length = i % 7 == 0 ? 300 : 200;
            byte[] ppp = random.nextInt(4) == 0 ? lcp(length) : Wire.ppp(random, length);
            rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
            expected.add(Wire.toLns(data, ID, 0, ppp));
        }
        for (byte[] datagram : expected) {
            assertThat(rig.lnsGets()).isEqualTo(datagram);
        }
    }

    @Test
    @DisplayName("frames that were held, or come from the engine, have the call's own header too")
    void wrapsHeldFrames() {
        Encapsulation data = headers(AddressControl.LCP_ONLY, true, 64, true);
        join(data);
        for (byte[] ppp : List.of(lcp(30), Wire.ppp(random, 30))) {
            rig.plane().sendToLns(CALL, ByteBuffer.wrap(ppp));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(data, ID, 0, ppp));
        }
    }

    @Test
    @DisplayName("§3.1: an offset that leads out of the datagram, or a length below it, is refused")
    void refusesBadOffsetsAndLengths() {
        join(Encapsulation.DEFAULT);
        byte[] good = Wire.l2tp(Wire.O | Wire.L, 100, ID, 0, 9, Wire.ppp(random, 20), 0);
        byte[] offset = good.clone();
        ByteBuffer.wrap(offset).putShort(8, (short) 30);
        byte[] length = good.clone();
        ByteBuffer.wrap(length).putShort(2, (short) 18); // before the padding ends
        byte[] longer = good.clone();
        ByteBuffer.wrap(longer).putShort(2, (short) (good.length + 1));
        byte[] empty = good.clone();
        ByteBuffer.wrap(empty).putShort(2, (short) 19); // where the padding ends
        for (byte[] datagram : List.of(offset, length, longer, empty)) {
            rig.lnsSends(datagram);
        }
        rig.lnsSends(good);
        assertThat(rig.subscriberGets()).isNotNull();
        waitFor("data-bad-header", 3);
        waitFor("data-empty", 1);
        assertThat(rig.plane().part(CALL)).isEqualTo(new Counters(0, 0, 1, 20));
    }

    @Test
    @DisplayName("§8.1: however data are sent, they leave from our port, and answers come in")
    void sendsByPolicy() {
        boolean hasChecksums = !(rig.local().getAddress() instanceof Inet4Address);
        for (SendPolicy policy :
                List.of(
                        new SendPolicy(true, true, 0),
                        new SendPolicy(false, hasChecksums, 0),
                        new SendPolicy(true, hasChecksums, 46),
                        new SendPolicy(false, true, 63))) {
            join(sentBy(policy));
            for (int round = 0; round < 100; round++) {
                byte[] ppp = Wire.ppp(random, 100);
                rig.subscriberSends(Wire.session(rig, Tags.NONE, ID, ppp));
                rig.plane().sendToLns(CALL, ByteBuffer.wrap(ppp));
                rig.lnsSends(Wire.l2tp(0, 100, ID, 0, 0, ppp, 0));
                assertThat(rig.lnsGets()).as(policy.toString()).isEqualTo(Wire.toLns(ID, ppp));
                assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(ID, ppp));
                assertThat(rig.subscriberGets())
                        .isEqualTo(Wire.toSubscriber(rig, Tags.NONE, ID, ppp));
            }
            assertThat(rig.plane().part(CALL).upFrames()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("calls of one tunnel may be sent in different ways, and each may go first")
    void mixesPolicies() {
        SendPolicy marked = new SendPolicy(false, true, 10);
        rig.plane().join(Wire.binding(rig, 1, 1, Tags.NONE, sentBy(marked)));
        rig.plane().join(Wire.binding(rig, 2, 2, Tags.NONE, Encapsulation.DEFAULT));
        for (int id : new int[] {1, 2}) {
            byte[] ppp = Wire.ppp(random, 100);
            rig.subscriberSends(Wire.session(rig, Tags.NONE, id, ppp));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(id, ppp));
        }
        rig.plane().part(1);
        byte[] ppp = Wire.ppp(random, 100);
        rig.lnsSends(Wire.l2tp(0, 100, 2, 0, 0, ppp, 0));
        assertThat(rig.subscriberGets()).isEqualTo(Wire.toSubscriber(rig, Tags.NONE, 2, ppp));
    }

    private byte[] lcp(int length) {
        byte[] ppp = Wire.ppp(random, length);
        ppp[0] = (byte) 0xc0;
        if (length > 1) {
            ppp[1] = 0x21;
        }
        return ppp;
    }
}
