package dev.verso.jdbc;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets for the driver that count trips: how often the client spoke after it had listened, in however many packets. Named
 * by {@code socketFactory} and {@code socketFactoryArg} in a URL.
 */
public final class CountedSockets extends SocketFactory {

    private static final Map<String, AtomicLong> TRIPS = new ConcurrentHashMap<>();

    private final AtomicLong trips;

    /** Called by the driver, with the name of a counter. */
    public CountedSockets(String counter) {
        this.trips = trips(counter);
    }

    static AtomicLong trips(String counter) {
        return TRIPS.computeIfAbsent(counter, name -> new AtomicLong());
    }

    @Override
    public Socket createSocket() {
        return new CountedSocket(trips);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new IOException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new IOException("The driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw new IOException("The driver connects by itself");
    }

    /** Used by one thread at a time, as a connection is. */
    private static final class CountedSocket extends Socket {

        private final AtomicLong trips;
        private volatile boolean listened = true;

        CountedSocket(AtomicLong trips) {
            this.trips = trips;
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
                    spoken();
                    wire.write(b);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    spoken();
                    wire.write(bytes, from, length);
                }
            };
        }

        private void spoken() {
            if (listened) {
                listened = false;
                trips.incrementAndGet();
            }
        }
    }
}
