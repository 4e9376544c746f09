package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.port.Encapsulation.Sequencing;

import java.util.Random;

/** A data plane for each test, and a call to join in it. */
abstract class RigContract {
    static final int ID = 7;
    static final long CALL = 42;
    final Random random = new Random(2661);
    Rig rig = new InMemoryRig();

    abstract Rig open() throws Exception;

    @BeforeEach
    void openRig() throws Exception {
        rig = open();
    }

    @AfterEach
    void closeRig() {
        rig.close();
    }

    void join(Encapsulation data) {
        rig.plane().join(Wire.binding(rig, CALL, ID, Tags.NONE, data));
    }

    static Encapsulation headers(
            AddressControl addressControl, boolean lengthBit, int offset, boolean priority) {
        return new Encapsulation(
                addressControl,
                lengthBit,
                offset,
                priority,
                Sequencing.ALLOW,
                Reordering.DELIVER,
                SendPolicy.DEFAULT);
    }

    static Encapsulation ordered(Sequencing sequencing, Reordering reordering) {
        return new Encapsulation(
                AddressControl.ALWAYS,
                false,
                -1,
                false,
                sequencing,
                reordering,
                SendPolicy.DEFAULT);
    }

    static Encapsulation sentBy(SendPolicy policy) {
        return new Encapsulation(
                AddressControl.ALWAYS,
                false,
                -1,
                false,
                Sequencing.ALLOW,
                Reordering.DELIVER,
                policy);
    }

    void waitFor(String counter, long value) {
        waitFor(rig, counter, value);
    }

    static void waitFor(Rig rig, String counter, long value) {
        long patience = 1_000_000;
        while (rig.counters().getOrDefault(counter, 0L) < value && patience-- > 0) {
            Thread.onSpinWait();
        }
        assertThat(rig.counters()).containsEntry(counter, value);
    }
}
