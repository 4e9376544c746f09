package org.lacserver.pppoe.ethernet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What does not need a cable; frames are moved in the data plane's tests. */
final class AccessPortTest {
    @Test
    void aMissingInterfaceIsSaidInOneSentence() {
        assertThatThrownBy(() -> AccessPort.open(0, "no-such-if", AccessPort.Options.DEFAULT))
                .hasMessage("access port no-such-if: no such interface");
    }
}
