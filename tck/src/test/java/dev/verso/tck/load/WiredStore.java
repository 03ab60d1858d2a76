package dev.verso.tck.load;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.spi.Append;
import dev.verso.spi.RevisionStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store behind a TCP connection: each call is a ticket of eight bytes to the server, which makes the call when the ticket
 * arrives, and sends the ticket back when it is done. What is called and what it gave stays in this JVM.
 */
public final class WiredStore {

    private static final Map<Long, Callable<Object>> CALLS = new ConcurrentHashMap<>();
    private static final Map<Long, Object> RESULTS = new ConcurrentHashMap<>();
    private static final long HELLO = 0;
    private static final AtomicLong TICKETS = new AtomicLong();

    private WiredStore() {}

    /** The server; killing it cuts its connections and forgets nothing, as the data is elsewhere. */
    public static final class Server implements AutoCloseable {

        private final int port;
        private final List<Socket> clients = new CopyOnWriteArrayList<>();
        private boolean paused;
        private volatile ServerSocket listening;

        public Server() {
            try {
                listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            port = listening.getLocalPort();
            thread(() -> accept(listening));
        }

        public int port() {
            return port;
        }

        public void start() throws IOException {
            if (listening.isClosed()) {
                ServerSocket again = new ServerSocket();
                again.setReuseAddress(true);
                again.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                listening = again;
                thread(() -> accept(again));
            }
        }

        public void killConnections() {
            clients.forEach(WiredStore::closeQuietly);
            clients.clear();
        }

        /** Answers nothing, and closes no connection, until it is resumed. */
        public synchronized void pause() {
            paused = true;
        }

        public synchronized void resume() {
            paused = false;
            notifyAll();
        }

        private synchronized void awaitResumed() throws InterruptedException {
            while (paused) {
                wait();
            }
        }

        @Override
        public void close() {
            try {
                listening.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            killConnections();
        }

        private void accept(ServerSocket socket) {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    client.setTcpNoDelay(true);
                    clients.add(client);
                    thread(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try (client) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                while (true) {
                    long ticket = in.readLong();
                    awaitResumed();
                    if (ticket != HELLO) {
                        RESULTS.put(ticket, CALLS.remove(ticket).call());
                    }
                    out.writeLong(ticket);
                }
            } catch (Exception e) {
                // The client is gone, or was told by the end of its connection.
                return;
            }
        }
    }

    /**
     * Gives a store whose calls go to a server; the store behind it is what the server calls.
     *
     * @param patience after how many milliseconds a call without an answer is given up; 0 for never
     */
    public static RevisionStore over(RevisionStore behind, String host, int port, int patience) {
        ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(),
                new Class<?>[] {RevisionStore.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "identity", "capabilities", "toString", "hashCode", "equals" -> {
                            return method.invoke(behind, arguments);
                        }
                        case "close" -> {
                            idle.forEach(WiredStore::closeQuietly);
                            return null;
                        }
                        default -> {
                            return call(behind, method, arguments, idle, () -> connected(host, port, patience));
                        }
                    }
                });
    }

    private static Object call(
            RevisionStore behind,
            Method method,
            Object[] arguments,
            ConcurrentLinkedDeque<Socket> idle,
            Callable<Socket> connector)
            throws Throwable {
        Socket socket = idle.poll();
        if (socket == null) {
            try {
                socket = connector.call();
                // A handshake, as every protocol has one: a server that is not there has not been sent anything.
                new DataOutputStream(socket.getOutputStream()).writeLong(HELLO);
                new DataInputStream(socket.getInputStream()).readLong();
            } catch (IOException e) {
                throw new BackendUnavailableException("no connection", e);
            }
        }
        long ticket = TICKETS.incrementAndGet();
        CALLS.put(ticket, () -> {
            try {
                return method.invoke(behind, arguments);
            } catch (InvocationTargetException e) {
                return e.getCause();
            }
        });
        try {
            new DataOutputStream(socket.getOutputStream()).writeLong(ticket);
            new DataInputStream(socket.getInputStream()).readLong();
        } catch (IOException e) {
            closeQuietly(socket);
            // A pool that loses one connection takes the others for lost as well.
            idle.forEach(WiredStore::closeQuietly);
            idle.clear();
            boolean writes = arguments != null && arguments[0] instanceof Append;
            throw writes ? new OutcomeUnknownException("lost", e) : new BackendUnavailableException("lost", e);
        }
        idle.push(socket);
        Object result = RESULTS.remove(ticket);
        if (result instanceof Throwable thrown) {
            throw thrown;
        }
        return result;
    }

    private static Socket connected(String host, int port, int patience) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patience);
        return socket;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "wired-store");
        thread.setDaemon(true);
        thread.start();
    }
}
