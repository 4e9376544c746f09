package org.lacserver.radius;

import org.lacserver.radius.RadiusPackets.Request;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A RadSec server on loopback that wants a certificate of its clients. */
final class FakeRadSec implements AutoCloseable {
    private final SSLServerSocket socket;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String protocol = "";

    FakeRadSec(KeyStore keys, Function<Request, byte[]> answer) throws IOException {
        try {
            KeyManagerFactory own =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, TestCa.password());
            TrustManagerFactory trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            socket =
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 9, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        socket.setNeedClientAuth(true);
        Thread.ofPlatform().daemon().name("fake-radsec").start(() -> listen(answer));
    }

    int port() {
        return socket.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    String protocol() {
        return protocol;
    }

    private void listen(Function<Request, byte[]> answer) {
        while (true) {
            try {
                SSLSocket client = (SSLSocket) socket.accept();
                Thread.ofVirtual().start(() -> serve(client, answer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SSLSocket client, Function<Request, byte[]> answer) {
        try (client) {
            client.startHandshake();
            protocol = client.getSession().getProtocol();
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                byte[] header = in.readNBytes(4);
                if (header.length < 4) {
                    return;
                }
                int length = (header[2] & 0xff) << 8 | (header[3] & 0xff);
                byte[] packet = new byte[length];
                System.arraycopy(header, 0, packet, 0, 4);
                in.readFully(packet, 4, length - 4);
                requests.incrementAndGet();
                client.getOutputStream().write(answer.apply(new Request(packet)));
            }
        } catch (IOException e) {
            protocol = "none: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
