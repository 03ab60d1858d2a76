package dev.verso.jdbc;

import static dev.verso.jdbc.ErrorExpected.put;
import static dev.verso.jdbc.ErrorExpected.refusal;
import static dev.verso.jdbc.ErrorExpected.row;
import static dev.verso.jdbc.ErrorExpected.stored;
import static dev.verso.jdbc.ErrorExpected.unavailable;
import static dev.verso.jdbc.ErrorExpected.unknown;
import static dev.verso.jdbc.Requests.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.AppendOutcome.Appended;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.AppendOutcome.Refused;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.BatchOutcome.AllAppended;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.EraseOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another transaction stands in the way: what the server then says is known not to have been applied. */
class ErrorOfRivalTest {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private static final String REPEATABLE = "&options=-c%20default_transaction_isolation=repeatable%5C%20read";

    private static final JdbcOptions SHORT =
            JdbcOptions.builder().callTimeout(Duration.ofSeconds(1)).build();

    private static final String ALWAYS_RAISE = """
            CREATE SEQUENCE verso.tries;
            CREATE FUNCTION verso.raise() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM nextval('verso.tries');
              RAISE EXCEPTION 'as a rival would' USING ERRCODE = '%s';
            END $$;
            CREATE TRIGGER raise BEFORE INSERT ON verso.resource_version FOR EACH ROW EXECUTE FUNCTION verso.raise();
            """;

    private FaultyDatabase database;
    private JdbcRevisionStore store;
    private ErrorHeard heard;

    @BeforeEach
    void open() {
        database = FaultyDatabase.create();
        heard = ErrorHeard.at(FaultyDatabase.unpooled(database.direct()));
        store = JdbcRevisionStore.over(heard.source(), JdbcOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void a_slot_that_a_rival_took_undoes_the_whole_batch_and_names_the_entry_that_lost() throws Exception {
        ResourceKey first = created();
        ResourceKey second = created();
        List<Append> batch = List.of(put(first, new Condition.LiveAt(1)), put(second, new Condition.LiveAt(1)));

        BatchOutcome outcome;
        try (FaultRival rival = FaultRival.at(database.direct()).takes(second, 2)) {
            FaultCall<BatchOutcome> call = FaultCall.of(() -> store.appendAll(batch));
            rival.awaitBlocked(1);
            rival.commits();
            outcome = call.answer();
        }

        assertThat(heard.states()).containsExactly(UNIQUE_VIOLATION);
        assertThat(outcome).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.index()).isEqualTo(1);
            assertThat(rejected.reason()).isInstanceOf(Refused.class);
        });
        assertThat(stored(database.direct(), first)).hasSize(1);
        assertThat(stored(database.direct(), second)).hasSize(2);
    }

    @Test
    void a_batch_without_conditions_that_lost_a_slot_was_raced() throws Exception {
        ResourceKey key = created();
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<BatchOutcome> call = FaultCall.of(() -> store.appendAll(List.of(put(key, new Condition.Any()))));
            rival.awaitBlocked(1);
            rival.commits();

            assertThat(call.answer())
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.reason()).isInstanceOf(Raced.class));
        }
        assertThat(heard.states()).containsExactly(UNIQUE_VIOLATION);
        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @Test
    void a_slot_that_a_rival_gave_back_is_taken() throws Exception {
        ResourceKey key = created();
        Append append = put(key, new Condition.LiveAt(1));
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> store.append(append));
            rival.awaitBlocked(1);
            rival.rollsBack();
            assertThat(call.answer()).isInstanceOf(Appended.class);
        }
        assertThat(heard.states()).isEmpty();
        assertThat(stored(database.direct(), key)).hasSize(2).contains(row(2, 1, append.writeId()));
    }

    @Test
    void a_serialization_failure_is_tried_again_on_what_is_there_now() throws Exception {
        ResourceKey key = created();
        Append append = put(key, new Condition.Any());
        ErrorHeard repeatable = ErrorHeard.at(FaultyDatabase.unpooled(database.direct() + REPEATABLE));
        try (JdbcRevisionStore strict = JdbcRevisionStore.over(repeatable.source(), JdbcOptions.defaults());
                FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> strict.append(append));
            rival.awaitBlocked(1);
            rival.commits();
            assertThat(call.answer()).isInstanceOf(Appended.class);
        }
        assertThat(repeatable.states()).containsExactly(SERIALIZATION_FAILURE);
        assertThat(stored(database.direct(), key)).hasSize(3).contains(row(3, 1, append.writeId()));
    }

    @Test
    void a_match_that_met_a_serialization_failure_is_refused_by_the_winner() throws Exception {
        ResourceKey key = created();
        ErrorHeard repeatable = ErrorHeard.at(FaultyDatabase.unpooled(database.direct() + REPEATABLE));
        try (JdbcRevisionStore strict = JdbcRevisionStore.over(repeatable.source(), JdbcOptions.defaults());
                FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> strict.append(put(key, new Condition.LiveAt(1))));
            rival.awaitBlocked(1);
            rival.commits();
            assertThat(call.answer())
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.head().orElseThrow().version())
                                    .isEqualTo(2));
        }
        assertThat(repeatable.states()).containsExactly(SERIALIZATION_FAILURE);
        assertThat(stored(database.direct(), key)).hasSize(2);
    }

    @Test
    void serialization_failures_without_end_are_tried_so_often_and_no_more() throws Exception {
        ResourceKey key = created();
        Sql.run(database.direct(), String.format(ALWAYS_RAISE, SERIALIZATION_FAILURE));

        assertThat(store.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Raced.class);
        assertThat(tries()).isBetween(2L, 50L);
        assertThat(store.append(Requests.putFresh(key("fresh")))).isInstanceOf(Raced.class);
        assertThat(store.erase(Requests.erase(key))).isInstanceOf(EraseOutcome.Raced.class);
        assertThat(store.appendAll(List.of(put(key, new Condition.Any()))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).isInstanceOf(Raced.class));

        assertThat(tries()).isLessThan(200);
        assertThat(heard.states()).isNotEmpty().containsOnly(SERIALIZATION_FAILURE);
        assertThat(stored(database.direct(), key)).hasSize(1);
        assertThat(stored(database.direct(), key("fresh"))).isEmpty();
    }

    @Test
    void a_batch_that_is_the_victim_of_a_deadlock_has_written_nothing_and_is_tried_again() throws Exception {
        ResourceKey first = key("a");
        ResourceKey second = key("b");
        store.append(put(first, new Condition.Absent()));
        store.append(put(second, new Condition.Absent()));
        List<Append> batch = List.of(put(first, new Condition.Any()), put(second, new Condition.Any()));
        beTheVictim();
        try (FaultRival rival = FaultRival.at(database.direct()).runs("SET deadlock_timeout = '1h'")) {
            rival.takes(second, 2);
            FaultCall<BatchOutcome> call = FaultCall.of(() -> store.appendAll(batch));
            rival.awaitBlocked(1);
            rival.takes(first, 2);
            FaultCall.await("the deadlock is found", () -> heard.states().contains(DEADLOCK));
            assertThat(stored(database.direct(), first)).hasSize(1);
            rival.rollsBack();

            assertThat(call.answer()).isInstanceOf(AllAppended.class);
        }
        assertThat(stored(database.direct(), first)).hasSize(2);
        assertThat(stored(database.direct(), second)).hasSize(2);
    }

    @Test
    void an_erasure_that_is_the_victim_of_a_deadlock_is_tried_again() throws Exception {
        ResourceKey key = created();
        beTheVictim();
        try (FaultRival rival = FaultRival.at(database.direct()).runs("SET deadlock_timeout = '1h'")) {
            rival.runs("SELECT FROM verso.resource_version FOR UPDATE");
            FaultCall<EraseOutcome> call = FaultCall.of(() -> store.erase(Requests.erase(key)));
            rival.awaitBlocked(1);
            rival.takes(key, 2);
            FaultCall.await("the deadlock is found", () -> heard.states().contains(DEADLOCK));
            rival.rollsBack();

            assertThat(call.answer())
                    .isInstanceOfSatisfying(
                            EraseOutcome.Erased.class,
                            erased -> assertThat(erased.versions()).containsExactly(1L));
        }
        assertThat(stored(database.direct(), key)).hasSize(2).contains("1 - -");
    }

    @Test
    void a_statement_that_takes_longer_than_the_call_timeout_is_undone_and_may_be_tried_again() throws Exception {
        ResourceKey key = created();
        try (JdbcRevisionStore hasty = JdbcRevisionStore.open(database.direct(), SHORT);
                FaultRival rival = FaultRival.at(database.direct()).locksTable()) {
            assertThat(unavailable(refusal(() -> hasty.append(put(key, new Condition.LiveAt(1))))))
                    .hasMessageContaining("call timeout");
            unavailable(refusal(() -> hasty.appendAll(List.of(put(key, new Condition.Any())))));
            unavailable(refusal(() -> hasty.erase(Requests.erase(key))));
            unavailable(refusal(() -> hasty.head(key, Detail.CONTENT)));
            rival.rollsBack();

            assertThat(stored(database.direct(), key)).hasSize(1);
            assertThat(hasty.append(put(key, new Condition.LiveAt(1)))).isInstanceOf(Appended.class);
        }
    }

    @Test
    void a_lock_that_is_not_given_in_time_leaves_the_write_undone() throws Exception {
        ResourceKey key = created();
        Sql.run(
                database.direct(),
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 50',"
                        + " current_database()); END $$");
        try (FaultRival rival = FaultRival.at(database.direct()).runs("SET lock_timeout = 0")) {
            rival.takes(key, 2);
            unavailable(refusal(() -> store.append(put(key, new Condition.LiveAt(1)))));
            assertThat(heard.states()).containsExactly("55P03");
        }
        assertThat(stored(database.direct(), key)).hasSize(1);
    }

    @Test
    void a_transaction_timeout_ends_the_connection_and_leaves_the_outcome_unknown() throws Exception {
        ResourceKey key = created();
        boolean known = Integer.parseInt(FaultyDatabase.value(database.direct(), "SHOW server_version_num")) >= 170_000;
        if (!known) {
            assertThatThrownBy(() -> Sql.run(database.direct(), "SET transaction_timeout = 100"))
                    .isInstanceOf(SQLException.class);
            return;
        }
        Sql.run(
                database.direct(),
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET transaction_timeout = 100',"
                        + " current_database()); END $$");
        try (FaultRival rival = FaultRival.at(database.direct() + "&options=-c%20transaction_timeout=0")) {
            rival.takes(key, 2);
            unknown(refusal(() -> store.append(put(key, new Condition.LiveAt(1)))));
            assertThat(heard.states()).contains("25P04");
        }
        assertThat(stored(database.direct(), key)).hasSize(1);
    }

    @Test
    void a_session_that_an_administrator_ended_leaves_the_outcome_unknown() throws Exception {
        ResourceKey key = created();
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> store.append(put(key, new Condition.LiveAt(1))));
            rival.awaitBlocked(1);
            assertThat(rival.terminateBlocked()).isEqualTo(1);

            unknown(call.refusal());
            assertThat(heard.states()).contains("57P01");
        }
        assertThat(stored(database.direct(), key)).hasSize(1);
    }

    @Test
    void a_read_whose_session_an_administrator_ended_is_asked_for_again() throws Exception {
        ResourceKey key = created();
        try (FaultRival rival = FaultRival.at(database.direct()).locksTable()) {
            FaultCall<Boolean> call =
                    FaultCall.of(() -> store.head(key, Detail.CONTENT).isPresent());
            rival.awaitBlocked(1);
            rival.terminateBlocked();
            FaultCall.await("the session is ended", () -> heard.states().contains("57P01"));
            rival.rollsBack();
            assertThat(call.answer()).isTrue();
        }
    }

    @Test
    void a_cancelled_statement_is_undone() throws Exception {
        ResourceKey key = created();
        try (FaultRival rival = FaultRival.at(database.direct()).takes(key, 2)) {
            FaultCall<AppendOutcome> call = FaultCall.of(() -> store.append(put(key, new Condition.LiveAt(1))));
            rival.awaitBlocked(1);
            Sql.run(
                    database.direct(),
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
            unavailable(call.refusal());
        }
        assertThat(stored(database.direct(), key)).hasSize(1);
    }

    /** The server's word on deadlocks comes after a time that it is given; the rival never asks. */
    private void beTheVictim() throws SQLException {
        Sql.run(
                database.direct(),
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''4s''',"
                        + " current_database()); END $$");
    }

    private long tries() throws SQLException {
        return Long.parseLong(FaultyDatabase.value(database.direct(), "SELECT last_value FROM verso.tries"));
    }

    private ResourceKey created() {
        ResourceKey key = key("p-" + UUID.randomUUID());
        assertThat(store.append(put(key, new Condition.Absent()))).isInstanceOf(Appended.class);
        return key;
    }
}
