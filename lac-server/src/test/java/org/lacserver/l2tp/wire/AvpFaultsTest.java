package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.wire.ControlCodecTest.fault;
import static org.lacserver.l2tp.wire.Samples.base;
import static org.lacserver.l2tp.wire.Samples.control;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Faults of AVPs that are no row of the tables. */
class AvpFaultsTest {
    @Test
    @DisplayName(
            "§7.1: an AVP that overruns the message ends it when mandatory, else the rest is lost")
    void overrun() {
        ByteBuffer mandatory = base(MessageType.ICRP, null).octets(0x80, 20, 0, 0, 0, 22).build();
        assertThat(fault(decode(mandatory)).reason()).isEqualTo(Fault.Reason.AVP_LENGTH);
        assertThat(fault(decode(mandatory)).offset()).isEqualTo(mandatory.limit() - 6);
        ByteBuffer optional = base(MessageType.ICRP, null).octets(0, 20, 0, 0, 0, 22).build();
        assertThat(control(decode(optional)).notes().malformed()).isEqualTo(1);
        ByteBuffer tooSmall = base(MessageType.ICRP, null).octets(0x80, 5, 0, 0, 0, 22).build();
        assertThat(fault(decode(tooSmall)).reason()).isEqualTo(Fault.Reason.AVP_LENGTH);
    }

    @Test
    @DisplayName("§7.1: a Rx Connect Speed of 8 octets in all, its M bit clear, is ignored")
    void theExampleOfTheRfc() {
        ByteBuffer datagram =
                base(MessageType.ICCN, null).avp(0, 0, 38, (byte) 0, (byte) 1).build();
        Decoded.Control control = control(decode(datagram));
        assertThat(((ControlMessage.Iccn) control.message()).rxConnectSpeed())
                .isEqualTo(ControlMessage.ABSENT);
        assertThat(control.notes().malformed()).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.4.3: a protocol version other than 1 is answered with result 5")
    void protocolVersion() {
        for (MessageType message : new MessageType[] {MessageType.SCCRQ, MessageType.SCCRP}) {
            ByteBuffer datagram =
                    base(message, AvpType.PROTOCOL_VERSION)
                            .avp(Raw.M, 0, 2, (byte) 2, (byte) 0)
                            .build();
            Fault fault = fault(decode(datagram));
            assertThat(fault.result().result()).isEqualTo(5);
            assertThat(fault.result().error()).isEqualTo(0x100);
            assertThat(fault.assignedTunnelId()).isEqualTo(0x0101);
        }
    }

    @Test
    @DisplayName(
            "RFC 3301: on an ATM bearer a number to call is 20 octets, M clear, else no number")
    void atmAddresses() {
        byte[] address = "twenty octets, not 7".getBytes(StandardCharsets.UTF_8);
        Raw good = base(MessageType.ICRQ, null).avp(Raw.M, 0, 18, atm()).avp(0, 0, 22, address);
        Decoded.Control control = control(decode(good.build()));
        assertThat(((ControlMessage.Icrq) control.message()).callingNumber())
                .isEqualTo(Octets.of(address).toString());
        assertThat(control.notes()).isEqualTo(Decoded.Notes.NONE);
        Raw bad = base(MessageType.ICRQ, null).avp(0, 0, 22, (byte) '5').avp(Raw.M, 0, 18, atm());
        control = control(decode(bad.build()));
        assertThat(((ControlMessage.Icrq) control.message()).callingNumber()).isNull();
        assertThat(control.notes().malformed()).isEqualTo(1);
    }

    private static byte[] atm() {
        return new byte[] {0, 0, 0, 4};
    }

    @Test
    void vendorAvpsOfAnIcrqAreBounded() {
        Raw raw = base(MessageType.ICRQ, null);
        for (int i = 0; i < 40; i++) {
            raw.avp(0, VendorAvp.CISCO, i, (byte) i);
        }
        Decoded.Control control = control(decode(raw.build()));
        assertThat(((ControlMessage.Icrq) control.message()).vendorAvps()).hasSize(32);
        assertThat(control.notes().unknown()).isEqualTo(8);
    }

    @Test
    void avpsOfNoUseAreKeptUpToABoundAndAllCounted() {
        Raw raw = base(MessageType.HELLO, null);
        for (int i = 0; i < 40; i++) {
            raw.avp(0, VendorAvp.CISCO, i, (byte) i);
        }
        Decoded.Notes notes = control(decode(raw.build())).notes();
        assertThat(notes.others()).hasSize(Decoded.Notes.MAX_OTHERS);
        assertThat(notes.unknown()).isEqualTo(40);
    }

    @Test
    void whatIsKeptForPeopleHidesPasswordsAndHiddenValues() {
        byte[] secret = "sesame".getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram =
                base(MessageType.SCCRP, null)
                        .avp(0, 0, 33, secret)
                        .avp(Raw.H, 0, 99, secret)
                        .avp(0, 0, 76, new byte[] {0, 3, 0, 0, 1, 0})
                        .build();
        assertThat(control(decode(datagram)).notes().others())
                .extracting(RawAvp::text)
                .containsExactly(
                        "Proxy Authen Response ***",
                        "AVP 99 hidden",
                        "Failover Capability flags 3 recovery ms 256");
        assertThat(control(decode(datagram)).notes().toString())
                .doesNotContain(Octets.of(secret).toString());
    }

    private static Decoded decode(ByteBuffer datagram) {
        return ControlCodec.decode(datagram, Samples.SECRET);
    }
}
