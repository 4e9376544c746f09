package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

final class RadiusAccountingTest {
    @Test
    @Timeout(20)
    void closingTwiceDoesNotWaitForWhatCannotBeSent(@TempDir Path dir) throws IOException {
        RadiusAccounting accounting =
                new RadiusAccounting(
                        VirtualWire.settings(1, Require.NO), AccountingSettings.in(dir));
        accounting.close(Duration.ofSeconds(1));
        accounting.close(Duration.ofHours(1));
        assertThat(accounting.backlog()).isZero();
    }
}
