package dev.verso.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.DeepRun.Part;
import dev.verso.tck.DeepRun.Result;
import dev.verso.tck.lin.HistoryFile;
import dev.verso.tck.lin.LinearizabilityChecker;
import dev.verso.tck.lin.Verdict;
import dev.verso.tck.load.Contention;
import dev.verso.tck.load.PlainStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeepRunTest {

    private static final Result NOTHING = new Result(0, 0, 0, 0, new Contention(0, 0, 0, 0), Optional.empty());

    private final PlainStore.Data data = new PlainStore.Data();

    @Test
    void a_sound_store_is_played_on_until_the_time_is_over() throws Exception {
        List<Result> told = new ArrayList<>();
        Result result = DeepRun.of(subject(new PlainStore(data)))
                .seed(7)
                .duration(Duration.ofMinutes(4))
                .timedBy(minutes())
                .progress(told::add)
                .run();

        assertThat(result.violation()).isEmpty();
        assertThat(result.seed()).isEqualTo(7);
        assertThat(result.histories()).isEqualTo(4);
        assertThat(result.sequences()).isEqualTo(20);
        assertThat(result.operations()).isGreaterThan(4 * 150).isLessThan(4 * 2_500);
        assertThat(told).hasSize(4).last().isEqualTo(result);
        assertThat(told).extracting(Result::histories).containsExactly(1L, 2L, 3L, 4L);
        assertThat(result.toString()).contains("seed 7: 4 histories of ", "overlapping pairs", "no violation");
    }

    @Test
    void however_short_the_time_one_round_is_played_and_no_more() throws Exception {
        Result result = DeepRun.of(subject(new PlainStore(data)))
                .duration(Duration.ofNanos(1))
                .run();

        assertThat(result.histories()).isEqualTo(1);
        assertThat(result.violation()).isEmpty();
    }

    @Test
    void a_lost_update_is_found_saved_and_found_again_in_what_was_saved() throws Exception {
        Result result = DeepRun.of(subject(losingUpdates(new PlainStore(data))))
                .duration(Duration.ofMinutes(2))
                .run();

        DeepRun.Violation violation = result.violation().orElseThrow();
        assertThat(violation.rule()).isEqualTo("LOCK-06");
        assertThat(violation.message()).contains("expected: the history of seed", "is linearizable", "LOCK-01");
        Path file = violation.history().orElseThrow();
        assertThat(violation.command()).isEqualTo("lin check " + file);
        assertThat(LinearizabilityChecker.check(HistoryFile.read(file))).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void what_a_sequence_finds_is_told_as_calls_and_found_again_with_the_seed_of_its_round() throws Exception {
        RevisionStore forgetful = appending(
                new PlainStore(data),
                (append, sound) -> sound.append(append instanceof Append.Put put ? withoutAuthor(put) : append));
        DeepRun run = DeepRun.of(subject(forgetful)).only(Part.SEQUENCES).duration(Duration.ofMinutes(2));
        DeepRun.Violation violation = run.run().violation().orElseThrow();

        assertThat(violation.rule()).isEqualTo("VER-07");
        assertThat(violation.history()).isEmpty();
        assertThat(violation.message()).contains("storage.", "seen: ");
        assertThat(violation.command()).contains("-Dverso.tck.seed=" + violation.seed(), "-Dverso.tck.deep=");
        Result again = run.seed(violation.seed()).duration(Duration.ofNanos(1)).run();
        assertThat(again.violation().orElseThrow().rule()).isEqualTo("VER-07");
    }

    @Test
    void a_store_that_hangs_ends_the_run_with_a_violation() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RevisionStore hanging = appending(new PlainStore(data), (append, sound) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return sound.append(append);
        });
        Result result = DeepRun.of(subject(hanging).deadline(Duration.ofMillis(300)))
                .only(Part.HISTORY)
                .duration(Duration.ofDays(1))
                .run();

        assertThat(result.violation().orElseThrow().message()).contains("every call ends within", "No call ended");
    }

    @Test
    void a_seed_decides_the_shape_of_a_round_and_rounds_differ() {
        Subject subject = subject(new PlainStore(data));
        List<String> shapes = new ArrayList<>();
        for (long seed = 0; seed < 50; seed++) {
            String shape = round(subject, seed).workload(true).toString();
            assertThat(round(subject, seed).workload(true)).hasToString(shape);
            shapes.add(shape);
        }
        assertThat(shapes).doesNotHaveDuplicates();
        assertThat(String.join("\n", shapes))
                .contains(" 2 threads", " 16 threads", " 1 keys", " 4 keys", "writes only");
        assertThat(round(subject, 3).workload(false)).asString().contains("writes only");
    }

    @Test
    void one_seed_asks_for_the_same_sequences_in_every_run() throws Exception {
        assertThat(writes(11)).isNotEmpty().isEqualTo(writes(11)).isNotEqualTo(writes(12));
    }

    /** What arrives at the store of a round of sequences, which are played on one thread. */
    private static List<String> writes(long seed) throws Exception {
        List<String> arrived = new ArrayList<>();
        RevisionStore recording = appending(new PlainStore(new PlainStore.Data()), (append, sound) -> {
            arrived.add(append.getClass().getSimpleName() + " " + append.key().type() + " "
                    + append.condition().getClass().getSimpleName());
            return sound.append(append);
        });
        new DeepRound(subject(recording), seed, EnumSet.of(Part.SEQUENCES)).play(NOTHING);
        return arrived;
    }

    @Test
    void an_adapter_that_cannot_be_opened_is_no_verdict() {
        Subject closed = Subject.of("closed", "1", options -> {
            throw new IllegalStateException("no server");
        });
        assertThatThrownBy(() -> DeepRun.of(closed).run()).hasMessageContaining("no server");
    }

    /** As the command line sets them. */
    @Test
    void without_Maven_what_tells_a_violation_again_is_the_command_of_whoever_runs_the_kit() {
        try {
            System.setProperty(Again.PROPERTY, "verso-tck certify --only {check} --seed {seed}");
            System.setProperty(Again.LIN_PROPERTY, "verso-tck ");

            assertThat(Again.round("VER_07_x", 5)).isEqualTo("verso-tck certify --only VER_07_x --seed 5");
            assertThat(Again.check("my.Tck", "VER_07_x"))
                    .isEqualTo("verso-tck certify --only VER_07_x --seed " + Seed.told());
            assertThat(Again.history(Path.of("a b.jsonl"))).isEqualTo("verso-tck lin check 'a b.jsonl'");
        } finally {
            System.clearProperty(Again.PROPERTY);
            System.clearProperty(Again.LIN_PROPERTY);
        }
        assertThat(Again.check("my.Outer$Tck", "VER_07_x")).startsWith("mvn test -Dtest='my.Outer$Tck#VER_07_x' -D");
    }

    @ParameterizedTest
    @CsvSource({"PT5M,300", "5m,300", "90s,90", "1h30m,5400", " 2H ,7200"})
    void a_duration_is_read_as_people_write_it(String text, long seconds) {
        assertThat(DeepRun.parse(text)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "five minutes", "-5m", "0s", "PT"})
    void what_is_no_duration_is_refused(String text) {
        assertThatThrownBy(() -> DeepRun.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("5m");
    }

    @Test
    void a_duration_must_be_positive() {
        DeepRun run = DeepRun.of(subject(new PlainStore(data)));
        assertThatThrownBy(() -> run.duration(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static DeepRound round(Subject subject, long seed) {
        return new DeepRound(subject, seed, EnumSet.allOf(Part.class));
    }

    /** A minute passes at each look. */
    private static java.util.function.LongSupplier minutes() {
        AtomicLong now = new AtomicLong();
        return () -> now.getAndAdd(Duration.ofMinutes(1).toNanos());
    }

    private static Subject subject(RevisionStore store) {
        return Subject.of("plain", "1.0", options -> VersionedStorage.over(store, options));
    }

    private static Append.Put withoutAuthor(Append.Put put) {
        return new Append.Put(
                put.key(), put.condition(), put.content(), Optional.empty(), put.writeId(), put.now(), put.freshKey());
    }

    private interface Appending {
        AppendOutcome append(Append append, RevisionStore sound);
    }

    /** Checks the expected version, lets others go first, and writes whatever the head is by then. */
    private static RevisionStore losingUpdates(RevisionStore store) {
        return appending(store, (append, sound) -> {
            if (!(append instanceof Append.Put put) || !(put.condition() instanceof Condition.LiveAt)) {
                return sound.append(append);
            }
            var head = sound.head(put.key(), Detail.METADATA).map(RevisionRecord::metadata);
            if (!put.condition().holds(head)) {
                return new AppendOutcome.Refused(head);
            }
            Thread.yield();
            return sound.append(new Append.Put(
                    put.key(),
                    new Condition.Live(),
                    put.content(),
                    put.author(),
                    put.writeId(),
                    put.now(),
                    put.freshKey()));
        });
    }

    private static RevisionStore appending(RevisionStore sound, Appending appending) {
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(),
                new Class<?>[] {RevisionStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("append")
                                ? appending.append((Append) arguments[0], sound)
                                : method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
