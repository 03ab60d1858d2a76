package dev.verso.tck.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that says again what it was told, and remembers it. */
final class EchoServer implements AutoCloseable {

    static final String END = "end of connection";

    private final ServerSocket listening;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    EchoServer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CutProxy.start("echo", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What the server was told, chunk by chunk; waits for it. */
    BlockingQueue<String> received() {
        return received;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                clients.add(client);
                CutProxy.start("echo", () -> echo(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket client) {
        byte[] chunk = new byte[1024];
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                received.add(new String(chunk, 0, length, java.nio.charset.StandardCharsets.US_ASCII));
                out.write(chunk, 0, length);
            }
        } catch (IOException e) {
            // The other side is gone, which is what these tests are about.
        }
        received.add(END);
    }

    @Override
    public void close() {
        Link.closeQuietly(listening);
        clients.forEach(Link::closeQuietly);
    }
}
