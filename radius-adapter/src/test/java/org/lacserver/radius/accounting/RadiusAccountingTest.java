package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.time.Duration;

final class RadiusAccountingTest {
    @Test
    @Timeout(20)
    void closingTwiceDoesNotWaitForWhatCannotBeSent() {
        RadiusAccounting accounting = new RadiusAccounting(VirtualWire.settings(1, Require.NO));
        accounting.close(Duration.ofSeconds(1));
        accounting.close(Duration.ofHours(1));
        assertThat(accounting.backlog()).isZero();
    }
}
