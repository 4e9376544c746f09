package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Whatever a peer sends, the engine neither throws nor loses count of its calls. */
class BadInputTest {
    private static final int SEEDS = 60;
    private static final InetSocketAddress LAC = new InetSocketAddress(World.LAC, 1701);

    @Test
    void mutatedCopiesOfEveryDatagramDoNoHarmButToTheirTunnel() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            OneLns accepting = new OneLns();
            accepting.tunnel.acceptsTunnels = true;
            accepting.secret = Secret.of("s");
            World world = new World(accepting.settings("10.0.0.2"), seed);
            world.lns("10.0.0.2").secret = Secret.of("s");
            world.lns("10.0.0.2").challenges = true;
            InetSocketAddress from = new InetSocketAddress(world.lns("10.0.0.2").address, 1701);
            world.losesToLac =
                    octets -> {
                        world.engine.onDatagram(
                                world.now, LAC, from, mutated(octets, random), world);
                        return false;
                    };
            Set<Long> arrived = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                arrived.add(world.calls(World.to("10.0.0.2", Secret.of("s"), null, null)));
                world.passes(Duration.ofMillis(random.nextInt(3000)));
                if (i % 5 == 0) {
                    world.lns("10.0.0.2").opens(LAC);
                }
            }
            world.command(new Command.ShutDown("end"));
            world.passes(Duration.ofMinutes(3));
            Set<Long> ended = new HashSet<>();
            world.events(Event.CallEnded.class)
                    .forEach(event -> assertThat(ended.add(event.callId())).isTrue());
            assertThat(ended).isEqualTo(arrived);
            assertThat(world.engine.tunnels()).isEmpty();
            assertThat(world.dataPlane.joined).isEmpty();
        }
    }

    private static ByteBuffer mutated(ByteBuffer original, Random random) {
        byte[] octets = new byte[original.remaining()];
        original.get(original.position(), octets);
        int flips = 1 + random.nextInt(3);
        for (int i = 0; i < flips; i++) {
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(octets.length + 1) : octets.length;
        return ByteBuffer.wrap(octets, 0, length);
    }
}
