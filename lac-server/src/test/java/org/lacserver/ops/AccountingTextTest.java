package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountingTextTest {
    @Test
    void oneLookTellsWhetherRecordsLeave() {
        assertThat(AccountingText.render(Samples.ACCOUNTING))
                .isEqualTo(
                        """
                        waiting   1,234,567  on disk 1,234,560  in memory 10,000  oldest 01:06:40
                        rate      998.4/s  at most 1,000/s
                        records   acknowledged 7,000,000  superseded 12  dropped 3
                        open      60,000 sessions
                        disk      /var/lib/lac/accounting  failing: disk full
                        alarm     records wait in memory alone
                        server    radius1  192.0.2.53:1813  udp  alive  rtt 1.3ms  loss 1.5%  \
                        acknowledged 6,999,999  timeouts 70
                        """);
    }
}
