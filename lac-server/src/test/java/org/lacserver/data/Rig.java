package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.DataPlane;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/** A data plane under test with a subscriber on one side and LNSs on the other. */
interface Rig extends AutoCloseable {
    DataPlane plane();

    /** The same, where calls may be told to move before it is seen how they do. */
    default DataPlane hurried() {
        return plane();
    }

    Map<String, Long> counters();

    /** The access port's MAC address. */
    long portMac();

    InetSocketAddress local();

    /** The LNS that calls are bound to. */
    InetSocketAddress lns();

    /** A frame from the subscriber's side of the access network. */
    void subscriberSends(byte[] frame);

    /** The next frame that came out of the access port, tags inline; null when none does. */
    byte @Nullable [] subscriberGets();

    /** A datagram from the LNS. */
    void lnsSends(byte[] datagram);

    /** A datagram from another address than the LNS's. */
    void strangerSends(byte[] datagram);

    /** A datagram from the LNS's address, but from another port. */
    void otherPortSends(byte[] datagram);

    /** The next datagram that the LNS got; null when none comes. */
    byte @Nullable [] lnsGets();

    /** The next frame handed up to the engine, tags inline; null when none is. */
    byte @Nullable [] engineGetsFrame();

    /** The next control datagram handed up to the engine; null when none is. */
    byte @Nullable [] engineGetsDatagram();

    /** The next PPP frame handed up to the engine of call {@link Wire#SERIAL_CALL}; or null. */
    byte @Nullable [] engineGetsCallFrame();

    /** The plane's clock goes on. */
    void passes(Duration time);

    @Override
    void close();
}
