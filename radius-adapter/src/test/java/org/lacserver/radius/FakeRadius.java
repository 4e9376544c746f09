package org.lacserver.radius;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.RadiusPackets.Request;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.Function;

/** A RADIUS server on loopback that answers with what a function makes of each request. */
public final class FakeRadius implements AutoCloseable {
    private final DatagramSocket socket;

    /** {@code answer} gives the reply's octets, or null for silence. */
    public FakeRadius(Function<Request, byte @Nullable []> answer) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setReceiveBufferSize(1 << 22);
        Thread.ofPlatform().daemon().name("fake-radius").start(() -> serve(answer));
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void serve(Function<Request, byte @Nullable []> answer) {
        byte[] buffer = new byte[8192];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Request request = new Request(Arrays.copyOf(buffer, packet.getLength()));
                byte[] reply = answer.apply(request);
                if (reply != null) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
