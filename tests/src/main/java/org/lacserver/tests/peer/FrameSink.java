package org.lacserver.tests.peer;

import java.nio.ByteBuffer;

/** Where a subscriber's Ethernet frames go. The buffer is fresh: the receiver may keep it. */
@FunctionalInterface
public interface FrameSink {
    void frame(ByteBuffer frame);
}
