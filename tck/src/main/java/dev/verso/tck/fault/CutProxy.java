package dev.verso.tck.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback interface that forwards bytes, and cuts a connection exactly where it is told to.
 *
 * <p>It knows no protocol: a request is a chunk of bytes from client to server, as one read of the socket gives it. A cut is
 * {@linkplain #arm armed} for the next request on whichever connection; what came before, such as the set-up of a
 * connection, is not looked at. Nothing waits for time to pass.
 *
 * <p>Thread-safe. Closing it cuts every connection.
 */
public final class CutProxy implements Wire, Closeable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final InetSocketAddress server;
    private final ServerSocket listening;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();

    private CutProxy(InetSocketAddress server, ServerSocket listening) {
        this.server = server;
        this.listening = listening;
    }

    /**
     * What a proxy did since it was opened.
     *
     * @param connections how many connections it forwarded
     * @param refused how many it refused
     * @param requests how many chunks came from clients
     * @param cuts how many armed cuts met their request
     */
    public record Counts(long connections, long refused, long requests, long cuts) {}

    /**
     * Opens a proxy on a free port of the loopback interface.
     *
     * @param host the server's host
     * @param port the server's port
     * @return the proxy, which forwards everything
     * @throws UncheckedIOException if no port can be opened
     */
    public static CutProxy to(String host, int port) {
        try {
            ServerSocket listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
            CutProxy proxy = new CutProxy(new InetSocketAddress(host, port), listening);
            start("accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("No port for a proxy", e);
        }
    }

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "cut-proxy-" + name + "-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Gives the host to connect to in place of the server.
     *
     * @return the loopback address
     */
    public String host() {
        return listening.getInetAddress().getHostAddress();
    }

    /**
     * Gives the port to connect to in place of the server.
     *
     * @return the port
     */
    public int port() {
        return listening.getLocalPort();
    }

    @Override
    public Armed arm(Cut cut) {
        Armed next = new Armed(cut);
        if (!armed.compareAndSet(null, next)) {
            throw new IllegalStateException("Another cut still waits for its request; disarm it first");
        }
        return next;
    }

    @Override
    public void disarm() {
        Armed waiting = armed.getAndSet(null);
        if (waiting != null) {
            waiting.release();
        }
    }

    @Override
    public void cutAll() {
        links.forEach(Link::cut);
    }

    @Override
    public void refusing() {
        refusing.set(true);
        cutAll();
    }

    @Override
    public void accepting() {
        refusing.set(false);
    }

    /**
     * Tells what was done.
     *
     * @return the counts since the proxy was opened
     */
    public Counts counts() {
        return new Counts(connections.get(), refused.get(), requests.get(), cuts.get());
    }

    /**
     * Tells how many connections are open.
     *
     * @return the number
     */
    public int open() {
        return links.size();
    }

    /** Closes the port and cuts every connection; closing twice does nothing. */
    @Override
    public void close() {
        Link.closeQuietly(listening);
        disarm();
        cutAll();
        try {
            // Newer JDKs keep the port open until the thread has left it.
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                acceptOne();
            }
        } finally {
            ended.countDown();
        }
    }

    private void acceptOne() {
        try {
            Socket client = listening.accept();
            if (refusing.get()) {
                refused.incrementAndGet();
                Link.reset(client);
            } else {
                start("connect", () -> connect(client));
            }
        } catch (IOException e) {
            // The port was closed, or one client gave up: both are told by the loop's condition.
        }
    }

    private void connect(Socket client) {
        Socket toServer = new Socket();
        try {
            toServer.connect(server);
            client.setTcpNoDelay(true);
            toServer.setTcpNoDelay(true);
        } catch (IOException e) {
            refused.incrementAndGet();
            Link.closeQuietly(toServer);
            Link.reset(client);
            return;
        }
        Link link = new Link(this, client, toServer);
        links.add(link);
        connections.incrementAndGet();
        if (refusing.get() || listening.isClosed()) {
            link.cut();
        }
        link.run();
    }

    /** Notes a request, and takes the armed cut if the request meets it. */
    @Nullable
    Armed meets(ByteBuffer chunk) {
        requests.incrementAndGet();
        Armed waiting = armed.get();
        if (waiting == null || !waiting.cut().condition().test(chunk) || !waiting.isLast()) {
            return null;
        }
        if (!armed.compareAndSet(waiting, null)) {
            return null;
        }
        cuts.incrementAndGet();
        waiting.meet();
        return waiting;
    }

    void forget(Link link) {
        links.remove(link);
    }
}
