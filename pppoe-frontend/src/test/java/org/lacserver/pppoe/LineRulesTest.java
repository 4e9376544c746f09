package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.LineRules.Naming;
import org.lacserver.pppoe.LineRules.Trust;

import java.util.Random;

/** Whose word about a line counts. */
class LineRulesTest {
    private static final String RATE = "810400000010";
    private static final byte[] TOLD =
            Caller.HEX.parseHex("00000de9" + "0103632f31" + "02027232" + RATE);
    private static final byte[] UNNAMED = Caller.HEX.parseHex("00000de9" + RATE);

    private static AccessLine line(Trust trust, @Nullable Naming naming, byte[] tag) {
        FrontendSettings settings = Caller.settings().lines(new LineRules(trust, naming)).build();
        Caller caller = new Caller(new Frontend(settings, new Random(1)), 7, "810000c8");
        caller.discover(Caller.tag(0x0105, tag));
        caller.openLcp();
        caller.nameHimself("a");
        return caller.named().line();
    }

    private static String said(AccessLine line) {
        return line.circuitId() + " " + line.remoteId() + " " + line.upKbps();
    }

    @Test
    @DisplayName("TR-101 §3.9.2: the tag is believed, but where the profile says otherwise")
    void trust() {
        Naming naming = told -> told.accessPortName() + "." + told.outerVlan();
        assertThat(said(line(Trust.TRUST, null, TOLD))).isEqualTo("c/1 r2 16");
        assertThat(said(line(Trust.TRUST, naming, TOLD))).isEqualTo("c/1 r2 16");
        assertThat(said(line(Trust.TRUST, naming, UNNAMED))).isEqualTo("acc0.200 null 16");
        assertThat(said(line(Trust.STRIP, null, TOLD))).isEqualTo("null null 0");
        assertThat(said(line(Trust.STRIP, naming, TOLD))).isEqualTo("acc0.200 null 0");
        assertThat(said(line(Trust.REPLACE, null, TOLD))).isEqualTo("null r2 16");
        assertThat(said(line(Trust.REPLACE, naming, TOLD))).isEqualTo("acc0.200 r2 16");
        assertThat(line(Trust.STRIP, null, TOLD).attributes()).isEmpty();
    }

    @Test
    void aNameMayHoldWhatIsReplacedButNothingThatIsStripped() {
        Naming naming = told -> "x/" + told.circuitId();
        assertThat(line(Trust.REPLACE, naming, TOLD).circuitId()).isEqualTo("x/c/1");
        assertThat(line(Trust.STRIP, naming, TOLD).circuitId()).isEqualTo("x/null");
    }

    @Test
    @DisplayName("TR-101 §3.9.3: a circuit id has 1 to 63 octets")
    void aNameIsCut() {
        assertThat(line(Trust.STRIP, _ -> "", TOLD).circuitId()).isNull();
        assertThat(line(Trust.STRIP, _ -> "x".repeat(100), TOLD).circuitId()).hasSize(63);
        assertThat(line(Trust.STRIP, _ -> "ä".repeat(100), TOLD).circuitId())
                .isEqualTo("ä".repeat(31));
    }
}
