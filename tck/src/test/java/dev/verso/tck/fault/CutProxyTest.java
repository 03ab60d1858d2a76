package dev.verso.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutProxyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EchoServer server = new EchoServer();
    private final CutProxy proxy = CutProxy.to("127.0.0.1", server.port());

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void forwards_both_ways_on_several_connections() throws Exception {
        try (Socket one = connect();
                Socket other = connect()) {
            assertThat(echoed(one, "first")).isEqualTo("first");
            assertThat(echoed(other, "second")).isEqualTo("second");
            assertThat(echoed(one, "third")).isEqualTo("third");
        }
        assertThat(proxy.counts()).isEqualTo(new CutProxy.Counts(2, 0, 3, 0));
    }

    @Test
    void passes_the_end_of_a_connection_on() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, "bye")).isEqualTo("bye");
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(received()).isEqualTo("bye");
        assertThat(received()).isEqualTo(EchoServer.END);
    }

    @Test
    void cuts_before_the_request_and_the_server_never_sees_it() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, "set-up")).isEqualTo("set-up");
            Armed armed = proxy.arm(Cut.beforeRequest());
            send(client, "lost");
            assertIsCut(client);
            assertThat(armed.awaitDone(PATIENCE)).isTrue();
        }
        assertThat(received()).isEqualTo("set-up");
        assertThat(received()).isEqualTo(EchoServer.END);
        assertThat(proxy.counts().cuts()).isEqualTo(1);
    }

    @Test
    void cuts_after_the_request_when_the_server_has_done_it_and_no_byte_of_the_reply_arrives() throws Exception {
        try (Socket client = connect()) {
            Armed armed = proxy.arm(Cut.afterRequest());
            send(client, "done");
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            assertThat(armed.awaitDone(PATIENCE)).isTrue();
        }
        assertThat(received()).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void cuts_within_the_reply_after_so_many_bytes(int bytes) throws Exception {
        try (Socket client = connect()) {
            proxy.arm(Cut.withinReply(bytes));
            send(client, "reply");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("reply".substring(0, bytes));
        }
    }

    /** Repeated, for the server's answer and the cut race. */
    @RepeatedTest(50)
    void cuts_at_the_request_and_the_server_gets_it_all_the_same() throws Exception {
        try (Socket client = connect()) {
            proxy.arm(Cut.atRequest());
            send(client, "on its way");
            assertIsCut(client);
        }
        assertThat(received()).isEqualTo("on its way");
    }

    @Test
    void swallows_a_request_and_leaves_the_connection_open() throws Exception {
        try (Socket client = connect()) {
            Armed armed = proxy.arm(Cut.swallowRequest());
            send(client, "nobody hears");
            assertThat(armed.awaitDone(PATIENCE)).isTrue();
            assertIsSilent(client);
            assertThat(proxy.open()).isEqualTo(1);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void swallows_a_reply_and_leaves_the_connection_open() throws Exception {
        try (Socket client = connect()) {
            Armed armed = proxy.arm(Cut.swallowReply());
            send(client, "heard");
            assertThat(armed.awaitDone(PATIENCE)).isTrue();
            assertIsSilent(client);
            assertThat(received()).isEqualTo("heard");
        }
    }

    @Test
    void holds_a_request_until_it_is_released_while_others_pass() throws Exception {
        try (Socket held = connect();
                Socket other = connect()) {
            Armed armed = proxy.arm(Cut.hold());
            send(held, "later");
            assertThat(armed.awaitMet(PATIENCE)).isTrue();
            assertThat(echoed(other, "now")).isEqualTo("now");
            assertThat(server.received()).containsExactly("now");
            armed.release();
            assertThat(reply(held, 5)).isEqualTo("later");
            assertThat(armed.awaitDone(PATIENCE)).isTrue();
            assertThat(echoed(held, "again")).isEqualTo("again");
        }
    }

    @Test
    void lets_requests_pass_that_do_not_meet_the_condition_or_are_to_be_skipped() throws Exception {
        try (Socket client = connect()) {
            Armed armed = proxy.arm(Cut.beforeRequest().whenContains("COMMIT").after(1));
            assertThat(echoed(client, "INSERT")).isEqualTo("INSERT");
            assertThat(echoed(client, "COMMIT 1")).isEqualTo("COMMIT 1");
            assertThat(echoed(client, "INSERT")).isEqualTo("INSERT");
            assertThat(armed.hasMet()).isFalse();
            send(client, "COMMIT 2");
            assertIsCut(client);
            assertThat(armed.hasMet()).isTrue();
        }
        try (Socket next = connect()) {
            assertThat(echoed(next, "COMMIT 3")).isEqualTo("COMMIT 3");
        }
    }

    @Test
    void a_cut_meets_one_of_many_connections_at_once() throws Exception {
        int many = 16;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                clients.add(connect());
            }
            proxy.arm(Cut.beforeRequest());
            List<Future<Boolean>> answered = new ArrayList<>();
            for (Socket client : clients) {
                answered.add(threads.submit(() -> {
                    try {
                        return echoed(client, "all at once").equals("all at once");
                    } catch (IOException e) {
                        return false;
                    }
                }));
            }
            int cut = 0;
            for (Future<Boolean> each : answered) {
                cut += each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? 0 : 1;
            }
            assertThat(cut).isEqualTo(1);
            assertThat(proxy.counts().cuts()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
            clients.forEach(Link::closeQuietly);
        }
    }

    @Test
    void only_one_cut_is_armed_at_a_time_and_it_can_be_taken_back() throws Exception {
        Armed first = proxy.arm(Cut.beforeRequest());
        assertThatThrownBy(() -> proxy.arm(Cut.afterRequest()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("disarm");
        proxy.disarm();
        proxy.disarm();
        try (Socket client = connect()) {
            assertThat(echoed(client, "unharmed")).isEqualTo("unharmed");
        }
        assertThat(first.hasMet()).isFalse();
    }

    @Test
    void cuts_all_and_refuses_until_it_accepts_again() throws Exception {
        try (Socket one = connect();
                Socket other = connect()) {
            assertThat(echoed(one, "a") + echoed(other, "b")).isEqualTo("ab");
            proxy.refusing();
            assertIsCut(one);
            assertIsCut(other);
            try (Socket refused = connect()) {
                assertIsCut(refused);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Connection");
            }
            proxy.accepting();
            try (Socket again = connect()) {
                assertThat(echoed(again, "c")).isEqualTo("c");
            }
        }
    }

    @Test
    void a_server_that_is_down_refuses_and_one_that_dies_ends_its_connections() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, "a")).isEqualTo("a");
            server.close();
            assertIsCut(client);
        }
        try (Socket late = connect()) {
            assertIsCut(late);
        }
        assertThat(proxy.counts().refused()).isEqualTo(1);
    }

    /** Repeated, for a port may stay open for as long as a thread waits at it. */
    @RepeatedTest(50)
    void closing_cuts_what_is_open_or_held_and_closing_twice_does_nothing() throws Exception {
        try (Socket held = connect();
                Socket idle = connect()) {
            assertThat(echoed(idle, "a")).isEqualTo("a");
            Armed armed = proxy.arm(Cut.hold());
            send(held, "held");
            assertThat(armed.awaitMet(PATIENCE)).isTrue();
            proxy.close();
            proxy.close();
            assertIsCut(held);
            assertIsCut(idle);
            assertThat(proxy.open()).isZero();
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private String received() throws InterruptedException {
        return server.received().poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String echoed(Socket socket, String text) throws IOException {
        send(socket, text);
        return reply(socket, text.length());
    }

    private static String reply(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static void assertIsCut(Socket socket) {
        int read;
        try {
            read = socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The connection is still open", e);
        } catch (IOException e) {
            // A reset is a cut too.
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }

    /** What would have come is there already when the proxy says that it is done, so nothing is waited for. */
    private static void assertIsSilent(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }
}
