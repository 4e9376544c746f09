package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class BitRateTest {
    @Test
    void aRateIsANumberOfBitsOrOfThousandsMillionsOrBillionsOfThem() {
        assertThat(List.of("0", "56000", "56k", "40M", "4G", "4294967295", "4294967k"))
                .map(BitRate::parse)
                .containsExactly(
                        0L,
                        56_000L,
                        56_000L,
                        40_000_000L,
                        4_000_000_000L,
                        4_294_967_295L,
                        4_294_967_000L);
    }

    @Test
    void whatIsNoneOrTooMuchForTheAvpIsNull() {
        for (String text :
                List.of(
                        "",
                        "k",
                        "40m",
                        "40 M",
                        "-1",
                        "1.5M",
                        "5G",
                        "4294967296",
                        "4294968k",
                        "9999999999G")) {
            assertThat(BitRate.parse(text)).as(text).isNull();
        }
    }
}
