package dev.verso.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import dev.verso.jdbc.JdbcOptions.Builder;
import dev.verso.jdbc.JdbcOptions.SchemaMode;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What options take, and what becomes of them in the store's own pool. */
class JdbcOptionsTest {

    private static final String URL = "jdbc:postgresql://localhost/verso";

    private static void assertRefused(ThrowingCallable call, String words) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(words);
    }

    @Test
    void defaults_are_as_documented() {
        JdbcOptions options = JdbcOptions.defaults();
        assertThat(options.schema()).isEqualTo("verso");
        assertThat(options.schemaMode()).isEqualTo(SchemaMode.CREATE);
        assertThat(options.rowLevelSecurity()).isFalse();
        assertThat(options.lossOnCrashAccepted()).isFalse();
        assertThat(options.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.poolSize()).isEqualTo(10);
        assertThat(options.applicationName()).isEqualTo("verso");
        assertThat(options.user()).isEmpty();
        assertThat(options.password()).isEmpty();
    }

    @Test
    void timeouts_are_one_second_to_one_hour() {
        Builder builder = JdbcOptions.builder();
        for (Duration wrong : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-5),
                Duration.ofNanos(999_999_999),
                Duration.ofHours(1).plusNanos(1))) {
            assertRefused(() -> builder.callTimeout(wrong), "The call timeout");
            assertRefused(() -> builder.connectTimeout(wrong), "The connect timeout");
        }
        for (Duration right : List.of(Duration.ofSeconds(1), Duration.ofHours(1))) {
            assertThat(builder.callTimeout(right).build().callTimeout()).isEqualTo(right);
            assertThat(builder.connectTimeout(right).build().connectTimeout()).isEqualTo(right);
        }
    }

    @Test
    void a_pool_has_one_to_a_thousand_connections() {
        Builder builder = JdbcOptions.builder();
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 1001}) {
            assertRefused(() -> builder.poolSize(wrong), Integer.toString(wrong));
        }
        for (int right : new int[] {1, 1000}) {
            assertThat(Pool.config(URL, builder.poolSize(right).build()).getMaximumPoolSize())
                    .isEqualTo(right);
        }
    }

    @Test
    void an_application_name_is_short_and_printable() {
        Builder builder = JdbcOptions.builder();
        for (String wrong : List.of("", "x".repeat(64), "a\nb", "ä", "a\u007f")) {
            assertRefused(() -> builder.applicationName(wrong), "63 printable ASCII characters");
        }
        for (String right : List.of("a", "~ my app!", "x".repeat(63))) {
            assertThat(property(builder.applicationName(right).build(), "ApplicationName"))
                    .isEqualTo(right);
        }
    }

    @Test
    void options_that_were_built_do_not_change_with_their_builder() {
        Builder builder = JdbcOptions.builder().poolSize(3);
        JdbcOptions options = builder.build();
        assertThatCode(() -> builder.poolSize(4).build()).doesNotThrowAnyException();
        assertThat(options.poolSize()).isEqualTo(3);
    }

    @Test
    void ERR_08_the_driver_is_told_what_the_contract_needs() {
        JdbcOptions options = JdbcOptions.builder()
                .callTimeout(Duration.ofSeconds(7))
                .connectTimeout(Duration.ofSeconds(9))
                .build();
        assertThat(Pool.config(URL, options).isAutoCommit()).isTrue();
        assertThat(property(options, "connectTimeout")).isEqualTo("9");
        assertThat(property(options, "loginTimeout")).isEqualTo("9");
        assertThat(property(options, "socketTimeout")).isEqualTo("12");
        assertThat(property(options, "tcpKeepAlive")).isEqualTo("true");
        assertThat(property(options, "targetServerType")).isEqualTo("primary");
        assertThat(property(options, "logServerErrorDetail")).isEqualTo("false");
        assertThat(property(options, "prepareThreshold")).isEqualTo("1");
        assertThat(property(options, "options"))
                .contains(
                        "statement_timeout=7000",
                        "default_transaction_isolation=read\\ committed",
                        "default_transaction_read_only=off");
    }

    private static String property(JdbcOptions options, String name) {
        return Pool.config(URL, options).getDataSourceProperties().getProperty(name);
    }

    /** On a server that stands still the look at a pooled connection is what a call waits for. */
    @Test
    void ERR_04_a_look_at_a_pooled_connection_takes_no_longer_than_the_wait_for_one_may() {
        for (long seconds : new long[] {1, 2, 4, 5, 6, 10, 3600}) {
            HikariConfig config = Pool.config(
                    URL,
                    JdbcOptions.builder()
                            .connectTimeout(Duration.ofSeconds(seconds))
                            .build());
            assertThat(config.getConnectionTimeout()).isEqualTo(seconds * 1000);
            assertThat(config.getValidationTimeout()).isEqualTo(Math.min(5000, seconds * 1000));
        }
    }
}
