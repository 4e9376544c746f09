package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.client.Attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Whatever else an answer holds, its good sets stay and nothing throws. */
class AnyContentTest {
    private static final int[] STANDARD = {64, 65, 66, 67, 69, 81, 82, 83, 90, 91};
    private static final int[][] VENDORS = {
        {9, 1, 1},
        {4874, 1, 255},
        {6527, 1, 255},
        {50058, 1, 255},
        {2352, 1, 255},
        {2011, 1, 255},
        {529, 1, 255},
        {311, 1, 30}
    };

    /** Two sets and a group that no attribute of tag 9 to 31 can touch. */
    private static Accept good() {
        return new Accept()
                .l2tp(1, "192.0.2.1")
                .text(82, 1, "isp")
                .l2tp(2, "192.0.2.2,lns.example.net")
                .cisco("lac:group=isp-a");
    }

    private static void stays(Accept accept) {
        TunnelSets sets = accept.sets();
        assertThat(sets.sets().stream().filter(set -> set.tag() == 1 || set.tag() == 2))
                .extracting(set -> set.server().text())
                .contains("192.0.2.1", "192.0.2.2", "lns.example.net");
        assertThat(sets.groups()).contains("isp-a");
        assertThat(sets.skipped()).allMatch(skipped -> !skipped.reason().isEmpty());
    }

    @Test
    @DisplayName("RFC 2868 §3: each attribute at every length, with every tag of another set")
    void standard() {
        Random random = new Random(1);
        for (int type : STANDARD) {
            for (int length = 0; length <= 253; length++) {
                byte[] value = new byte[length];
                random.nextBytes(value);
                if (length > 0) {
                    value[0] = (byte) (9 + random.nextInt(23));
                }
                stays(good().octets(type, value));
            }
        }
    }

    @Test
    @DisplayName("RFC 2865 §5.26: each vendor's attribute at every length")
    void vendors() {
        Random random = new Random(2);
        for (int[] vendor : VENDORS) {
            for (int type = vendor[1]; type <= vendor[2]; type++) {
                for (int length = 0; length <= 8; length++) {
                    byte[] value = new byte[length];
                    random.nextBytes(value);
                    stays(good().vendor(vendor[0], type, value));
                }
                byte[] longest = new byte[247];
                random.nextBytes(longest);
                stays(good().vendor(vendor[0], type, longest));
            }
        }
    }

    @Test
    @DisplayName("RFC 2865 §5.26: sub-attributes that are cut or lie about their length")
    void cut() {
        byte[] two =
                ByteBuffer.allocate(16)
                        .putInt(4874)
                        .put(new byte[] {33, 6, 0, 0, 0, 9, 64, 6, 'a', 'b', 'c', 'd'})
                        .array();
        for (int length = 0; length <= two.length; length++) {
            stays(good().octets(26, Arrays.copyOf(two, length)));
        }
        for (int at = 5; at < two.length; at += 6) {
            for (int lie = 0; lie < 256; lie++) {
                byte[] lying = two.clone();
                lying[at] = (byte) lie;
                stays(good().octets(26, lying));
            }
        }
    }

    @Test
    @DisplayName("Pairs of any content")
    void pairs() {
        Random random = new Random(4);
        List<String> starts =
                List.of("vpdn:", "vpdn:ip-addresses=", "lac:limit=", "lac:set=", "=", "*", "lac:");
        for (int i = 0; i < 5_000; i++) {
            byte[] tail = new byte[random.nextInt(30)];
            random.nextBytes(tail);
            String start = starts.get(random.nextInt(starts.size()));
            stays(good().cisco(start + new String(tail, StandardCharsets.UTF_8)));
        }
    }

    @Test
    @DisplayName("RFC 2868 §3.5: a password that cannot be uncovered takes its own set alone")
    void brokenPassword() {
        Accept accept = good().octets(69, (byte) 1, (byte) 0x80);
        List<TunnelSet> sets = accept.sets().sets();
        assertThat(sets).allMatch(set -> set.tag() == 2).hasSize(2);
        Attribute all = new Attribute(69, new byte[] {9, 1, 2});
        accept.attributes.add(all);
        assertThat(accept.sets().sets()).hasSize(2);
    }
}
