package dev.verso.benchmarks;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * Sockets for PostgreSQL's driver whose every request sets out later, as over a network: what a trip costs that loopback does
 * not show. The driver makes them; {@link #through} gives the URL that tells it so.
 */
public final class SlowSockets extends SocketFactory {

    private static final LongAdder TRIPS = new LongAdder();

    private final long nanos;

    /**
     * Called by the driver.
     *
     * @param nanos how much later, in nanoseconds
     */
    public SlowSockets(String nanos) {
        this.nanos = Long.parseLong(nanos);
    }

    /** Gives the same database with each trip longer by some microseconds, and by what the system's timer adds. */
    static String through(String url, long micros) {
        return url + (url.contains("?") ? "&" : "?") + "socketFactory=" + SlowSockets.class.getName()
                + "&socketFactoryArg=" + 1000 * micros;
    }

    /** Tells how many requests have waited so far, on all sockets. */
    static long trips() {
        return TRIPS.sum();
    }

    @Override
    public Socket createSocket() {
        return new SlowSocket(nanos);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connects();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw connects();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connects();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw connects();
    }

    private static IOException connects() {
        return new IOException("The driver connects by itself");
    }

    /** Used by one thread at a time, as a connection is. */
    private static final class SlowSocket extends Socket {

        private final long nanos;
        private volatile boolean listened = true;

        SlowSocket(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    listened = true;
                    return super.read();
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    listened = true;
                    return super.read(bytes, from, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream wire = super.getOutputStream();
            return new FilterOutputStream(wire) {
                @Override
                public void write(int b) throws IOException {
                    setOut();
                    wire.write(b);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    setOut();
                    wire.write(bytes, from, length);
                }
            };
        }

        /** A request may go in several packets; only the first one after an answer is a trip. */
        private void setOut() {
            if (listened) {
                listened = false;
                TRIPS.increment();
                LockSupport.parkNanos(nanos);
            }
        }
    }
}
