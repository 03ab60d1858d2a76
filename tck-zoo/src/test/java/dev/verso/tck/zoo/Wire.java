package dev.verso.tck.zoo;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.spi.RevisionStore;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a store in this JVM that can be cut like any other: a call is a number of eight bytes on its way there,
 * which the server makes when the number has arrived, and the same number on its way back.
 */
final class Wire {

    private static final long HELLO = 0;

    /** Milliseconds after which a call without an answer is given up. */
    private static final int PATIENCE = 2_000;

    private static final Set<String> LOCAL = Set.of("identity", "capabilities", "toString", "hashCode", "equals");
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, Callable<Object>> CALLS = new ConcurrentHashMap<>();
    private static final Map<Long, Object> ANSWERS = new ConcurrentHashMap<>();

    private Wire() {}

    /** Takes connections and makes the calls; stopping it cuts them. */
    static final class Server implements AutoCloseable {

        private final List<Socket> clients = new CopyOnWriteArrayList<>();
        private volatile ServerSocket listening;

        Server() {
            listening = listen(0);
        }

        int port() {
            return listening.getLocalPort();
        }

        private ServerSocket listen(int port) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                daemon(() -> accept(socket));
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void start() {
            if (listening.isClosed()) {
                listening = listen(listening.getLocalPort());
            }
        }

        void cutAll() {
            clients.forEach(Wire::quietly);
            clients.clear();
        }

        @Override
        public void close() {
            quietly(listening);
            cutAll();
        }

        private void accept(ServerSocket socket) {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    client.setTcpNoDelay(true);
                    clients.add(client);
                    daemon(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private static void serve(Socket client) {
            try (client) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                while (true) {
                    long number = in.readLong();
                    if (number != HELLO) {
                        ANSWERS.put(number, CALLS.remove(number).call());
                    }
                    out.writeLong(number);
                }
            } catch (Exception e) {
                // The client learns of it by the end of its connection.
                return;
            }
        }
    }

    /** Gives a store whose calls go over connections to a server, where the store behind it, as it is then, makes them. */
    static RevisionStore to(String host, int port, Supplier<RevisionStore> behind) {
        Deque<Socket> idle = new ConcurrentLinkedDeque<>();
        return (RevisionStore) Proxy.newProxyInstance(
                Wire.class.getClassLoader(), new Class<?>[] {RevisionStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        idle.forEach(Wire::quietly);
                        return null;
                    }
                    return LOCAL.contains(method.getName())
                            ? method.invoke(behind.get(), arguments)
                            : call(behind, method, arguments, idle, host, port);
                });
    }

    private static Object call(
            Supplier<RevisionStore> behind,
            Method method,
            @Nullable Object[] arguments,
            Deque<Socket> idle,
            String host,
            int port)
            throws Throwable {
        Socket socket = idle.poll();
        if (socket == null) {
            socket = connect(host, port);
        }
        long number = NUMBERS.incrementAndGet();
        CALLS.put(number, () -> {
            try {
                return method.invoke(behind.get(), arguments);
            } catch (InvocationTargetException e) {
                return e.getCause();
            }
        });
        try {
            send(socket, number);
        } catch (IOException e) {
            quietly(socket);
            // Who loses one connection takes the others for lost as well.
            idle.forEach(Wire::quietly);
            idle.clear();
            throw Set.of("append", "appendAll", "erase").contains(method.getName())
                    ? new OutcomeUnknownException("The connection was lost", e)
                    : new BackendUnavailableException("The connection was lost", e);
        }
        idle.push(socket);
        Object answer = ANSWERS.remove(number);
        if (answer instanceof Throwable thrown) {
            throw thrown;
        }
        return answer;
    }

    private static Socket connect(String host, int port) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            // A handshake, as every protocol has one: a server that is not there has not been sent anything.
            send(socket, HELLO);
            return socket;
        } catch (IOException e) {
            quietly(socket);
            throw new BackendUnavailableException("No connection", e);
        }
    }

    private static void send(Socket socket, long number) throws IOException {
        new DataOutputStream(socket.getOutputStream()).writeLong(number);
        new DataInputStream(socket.getInputStream()).readLong();
    }

    private static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is as good as closed.
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
