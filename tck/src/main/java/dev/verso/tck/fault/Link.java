package dev.verso.tck.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client's connection through a proxy: two sockets and a thread for each direction. */
final class Link {

    private static final int CHUNK = 64 * 1024;

    private final CutProxy proxy;
    private final Socket client;
    private final Socket server;
    private final AtomicInteger directions = new AtomicInteger(2);

    /** The cut that has met a request of this connection; set before the request is forwarded. */
    private volatile @Nullable Armed met;

    Link(CutProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    /** Forwards replies on a thread of their own, and requests on this one, until the connection ends. */
    void run() {
        CutProxy.start("replies", () -> direction(this::replies));
        direction(this::requests);
    }

    /** Ends the connection as a crash does, without farewell to the client. */
    void cut() {
        reset(client);
        end();
    }

    private void end() {
        closeQuietly(client);
        closeQuietly(server);
        proxy.forget(this);
        Armed held = met;
        if (held != null) {
            held.release();
            held.finish();
        }
    }

    private interface Forwarding {
        void run() throws IOException, InterruptedException;
    }

    private void direction(Forwarding forwarding) {
        try {
            forwarding.run();
        } catch (IOException e) {
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
        if (directions.decrementAndGet() == 0) {
            end();
        }
    }

    private void requests() throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        boolean swallowing = false;
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            Armed now = proxy.meets(ByteBuffer.wrap(chunk, 0, length).asReadOnlyBuffer());
            if (now != null) {
                met = now;
                switch (now.cut().kind()) {
                    case BEFORE_REQUEST -> {
                        cut();
                        return;
                    }
                    case AT_REQUEST -> {
                        out.write(chunk, 0, length);
                        // An orderly end towards the server, so that what was sent is delivered.
                        server.shutdownOutput();
                        cut();
                        return;
                    }
                    case SWALLOW_REQUEST -> {
                        swallowing = true;
                        now.finish();
                    }
                    case HOLD -> now.awaitRelease();
                    case WITHIN_REPLY, SWALLOW_REPLY -> {}
                }
            }
            if (!swallowing) {
                out.write(chunk, 0, length);
            }
            if (now != null && now.cut().kind() == Cut.Kind.HOLD) {
                now.finish();
            }
        }
        server.shutdownOutput();
    }

    private void replies() throws IOException {
        byte[] chunk = new byte[CHUNK];
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        long left = Long.MAX_VALUE;
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            Armed now = met;
            Cut.@Nullable Kind kind = now == null ? null : now.cut().kind();
            if (now != null && kind == Cut.Kind.SWALLOW_REPLY) {
                now.finish();
            } else if (kind == Cut.Kind.AT_REQUEST) {
                // A quick server may answer before the cut is made; the client must not hear of it.
                return;
            } else if (now != null && kind == Cut.Kind.WITHIN_REPLY) {
                left = Math.min(left, now.cut().replyBytes());
                int last = (int) Math.min(left, length);
                out.write(chunk, 0, last);
                left -= last;
                if (left == 0) {
                    // An orderly end towards the client: a reset could take back the bytes that it was to get.
                    client.shutdownOutput();
                    end();
                    return;
                }
            } else {
                out.write(chunk, 0, length);
            }
        }
        client.shutdownOutput();
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        closeQuietly(socket);
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
