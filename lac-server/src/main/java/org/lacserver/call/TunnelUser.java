package org.lacserver.call;

import org.lacserver.l2tp.tunnel.Ending;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Fault;

/** Who has calls in tunnels. */
interface TunnelUser {
    void opened(Tunnel tunnel, long nowNanos);

    /** The peer has said what it owed for longer than callers wait. */
    void recovered(Tunnel tunnel, long nowNanos);

    /** The tunnel takes no more calls; those it has are still listed. */
    void closed(Tunnel tunnel, Ending ending, long nowNanos);

    void received(Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos);

    /** Before there is anyone. */
    TunnelUser NOBODY =
            new TunnelUser() {
                @Override
                public void opened(Tunnel tunnel, long nowNanos) {}

                @Override
                public void recovered(Tunnel tunnel, long nowNanos) {}

                @Override
                public void closed(Tunnel tunnel, Ending ending, long nowNanos) {}

                @Override
                public void received(
                        Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos) {}

                @Override
                public void unreadable(Tunnel tunnel, Fault fault, long nowNanos) {}
            };

    void unreadable(Tunnel tunnel, Fault fault, long nowNanos);
}
