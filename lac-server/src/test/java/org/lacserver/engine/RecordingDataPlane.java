package org.lacserver.engine;

import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers who is joined, and insists that ids are not used twice. */
final class RecordingDataPlane implements DataPlane {
    final Map<Long, Binding> joined = new LinkedHashMap<>();
    final List<Binding> rebinds = new ArrayList<>();
    final Map<Integer, Long> datagrams = new LinkedHashMap<>();
    Counters next = Counters.ZERO;
    Activity activity = Activity.ZERO;

    /** How often it was asked. */
    int looks;

    /** How often frames were waited for. */
    int waits;

    @Override
    public void join(Binding binding) {
        for (Binding other : joined.values()) {
            if (other.localTunnelId() == binding.localTunnelId()
                    && other.localSessionId() == binding.localSessionId()) {
                throw new AssertionError("ids in use: " + binding + " and " + other);
            }
        }
        if (joined.put(binding.callId(), binding) != null) {
            throw new AssertionError("joined twice: " + binding);
        }
    }

    @Override
    public Counters rebind(Binding binding) {
        waits++;
        if (joined.remove(binding.callId()) == null) {
            throw new AssertionError("not joined: " + binding);
        }
        join(binding);
        rebinds.add(binding);
        return next;
    }

    @Override
    public Counters part(long callId) {
        waits++;
        return joined.remove(callId) == null ? Counters.ZERO : next;
    }

    @Override
    public Map<Long, Counters> partAll(Collection<Long> callIds) {
        Map<Long, Counters> last = new LinkedHashMap<>();
        for (Long callId : callIds) {
            if (joined.remove(callId) != null) {
                last.put(callId, next);
            }
        }
        waits += last.isEmpty() ? 0 : 1;
        return last;
    }

    @Override
    public void portChanged(int accessPort, long mac, int mtu) {}

    @Override
    public Activity activity(long callId) {
        looks++;
        return activity;
    }

    @Override
    public Counters counters(long callId) {
        return Counters.ZERO;
    }

    @Override
    public void sendToLns(long callId, ByteBuffer pppFrame) {}

    @Override
    public long datagramsFrom(int localTunnelId) {
        return datagrams.getOrDefault(localTunnelId, 0L);
    }
}
