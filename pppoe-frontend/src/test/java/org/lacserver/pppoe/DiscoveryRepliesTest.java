package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Caller.Seen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What holds of every answer to whatever is asked. */
class DiscoveryRepliesTest {
    private static final int[] TYPES = {
        0x0000, 0x0101, 0x0101, 0x0102, 0x0103, 0x0103, 0x0104, 0x0105, 0x0105, 0x0110, 0x0110,
        0x0120, 0x0120, 0x0201, 0x0203, 0x7f01
    };
    private static final Set<Integer> ECHOED = Set.of(0x0103, 0x0110, 0x0120);
    private static final String[] SERVICES = {"", "gold", "isp-7", "tin"};

    private record Tag(int type, String value) {}

    /** Tags up to the end of the list, or of what makes sense. */
    private static List<Tag> tags(byte[] payload) {
        List<Tag> tags = new ArrayList<>();
        ByteBuffer at = ByteBuffer.wrap(payload);
        while (at.remaining() >= 4) {
            int type = at.getShort() & 0xffff;
            int length = at.getShort() & 0xffff;
            if (type == 0 || length > at.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            at.get(value);
            tags.add(new Tag(type, Caller.HEX.formatHex(value)));
        }
        return tags;
    }

    private static byte[] value(int type, Random random) {
        byte[] value =
                switch (type) {
                    case 0x0101 -> Caller.text(SERVICES[random.nextInt(SERVICES.length)]);
                    case 0x0120 -> new byte[] {(byte) random.nextInt(40), (byte) random.nextInt()};
                    default -> new byte[random.nextInt(random.nextInt(8) == 0 ? 1400 : 20)];
                };
        if (type != 0x0101 && type != 0x0120) {
            random.nextBytes(value);
        }
        if (type == 0x0105 && value.length >= 4) {
            ByteBuffer.wrap(value).putInt(0, 3561);
        }
        return value;
    }

    private static byte[] question(Random random, byte[] cookie) {
        List<byte[]> tags = new ArrayList<>();
        int most = 1494;
        if (random.nextInt(4) > 0) {
            tags.add(Caller.tag(0x0101, value(0x0101, random)));
        }
        if (random.nextInt(4) > 0) {
            tags.add(Caller.tag(0x0104, cookie));
        }
        for (int n = random.nextInt(8); n > 0; n--) {
            int type = TYPES[random.nextInt(TYPES.length)];
            // the rare ones spoil the rest
            boolean spoils = type == 0 || type == 0x0101 || type == 0x0201 || type == 0x0203;
            if (!spoils || random.nextInt(10) == 0) {
                tags.add(Caller.tag(type, value(type, random)));
            }
        }
        byte[] all = Caller.join(tags.toArray(byte[][]::new));
        int length = Math.min(all.length, most);
        return java.util.Arrays.copyOf(all, random.nextInt(20) == 0 ? length / 2 : length);
    }

    @Test
    @DisplayName(
            "RFC 2516 §4, App. A: an answer fills no more than a frame, what it echoes was heard")
    void whateverIsAsked() {
        List<String> services = new ArrayList<>(List.of("gold", "isp-*"));
        for (int n = 0; n < 60; n++) {
            services.add("another service, number " + n);
        }
        List<FrontendSettings.Port> ports =
                List.of(new FrontendSettings.Port("acc0", Caller.LAC, 9008));
        FrontendSettings settings =
                FrontendSettings.on(ports).services(services, "").mru(9000).build();
        int[] answers = new int[2];
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Caller caller =
                    new Caller(new Frontend(settings, random), 0x02_00_5e_10_00_01L, "81000007");
            byte[] cookie = caller.cookie();
            byte[] question = question(random, cookie);
            boolean padr = random.nextBoolean();
            caller.send(
                    caller.build(
                            padr ? Caller.LAC : 0xffff_ffff_ffffL,
                            0x8863,
                            padr ? 0x19 : 0x09,
                            0,
                            question));
            Set<Tag> heard = new HashSet<>(tags(question));
            for (Seen seen : caller.seen) {
                if (seen.etherType() != 0x8863) {
                    continue;
                }
                answers[padr ? 1 : 0]++;
                assertThat(seen.code()).as("seed %d", seed).isEqualTo(padr ? 0x65 : 0x07);
                assertThat(seen.payload()).as("seed %d", seed).hasSizeLessThanOrEqualTo(1494);
                List<Tag> told = tags(seen.payload());
                for (Tag tag : told) {
                    if (ECHOED.contains(tag.type())) {
                        assertThat(heard).as("seed %d", seed).contains(tag);
                    }
                }
                assertThat(told.stream().filter(it -> ECHOED.contains(it.type())).map(Tag::type))
                        .as("seed %d", seed)
                        .doesNotHaveDuplicates();
            }
            assertThat(caller.frontend.sessions()).isLessThanOrEqualTo(padr ? 1 : 0);
        }
        assertThat(answers[0]).as("PADOs").isGreaterThan(3000);
        assertThat(answers[1]).as("PADSs").isGreaterThan(2000);
    }
}
