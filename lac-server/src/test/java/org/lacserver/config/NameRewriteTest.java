package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;

class NameRewriteTest {
    private static NameRewrite rule(String written) {
        return Objects.requireNonNull(NameRewrite.parse(written), written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "strip-realm | bob@isp.example | bob",
                "strip-realm | bob | bob",
                "strip-realm | bob@home@isp.example | bob@home",
                "strip-realm | @isp.example | @isp.example", // nothing would be left
                "realm other.example | bob@isp.example | bob@other.example",
                "realm other.example | bob | bob@other.example",
                "s/^([^@]+)@wholesale\\.(.*)$/$1@$2/ | bob@wholesale.isp.example | bob@isp.example",
                "s/o// | bobo | bbo",
                "s/o//g | bobo | bb",
                "s/BOB/joe/i | bob | joe",
                "s/B/x/gi | bob | xox",
                "s/\\/.*// | isp/bob | isp",
                "s/(.)(.*)/$2$1\\$/ | bob | obb$",
                "s/.*// | bob | bob", // nothing would be left
            })
    void aRuleChangesAName(String written, String name, String expected) {
        assertThat(rule(written).apply(name)).isEqualTo(expected);
    }

    @Test
    void rulesComeOneAfterTheOther() {
        List<NameRewrite> rules =
                List.of(rule("s/^isp\\//%/"), rule("strip-realm"), rule("realm b.example"));
        assertThat(NameRewrite.apply(rules, "isp/bob@a.example")).isEqualTo("%bob@b.example");
    }

    @Test
    void aNameNeverGrowsPastWhatRadiusCarries() {
        String name = "b".repeat(255);
        assertThat(rule("realm isp.example").apply(name)).isEqualTo(name);
        assertThat(rule("s/b/bb/g").apply(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "strip",
                "realm",
                "realm a b",
                "realm a@b",
                "s/a/b",
                "s/(/b/",
                "s//b/",
                "s/a/$1/",
                "s/a/$/",
                "s/a/b/x",
                "s/a/b/c/"
            })
    void whatIsNoRuleIsRefused(String written) {
        assertThat(NameRewrite.parse(written)).isNull();
    }
}
