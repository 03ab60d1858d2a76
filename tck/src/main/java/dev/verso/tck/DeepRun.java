package dev.verso.tck;

import dev.verso.tck.load.Contention;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Judges an adapter for as long as one likes: random histories of concurrent operations, decided by the linearizability
 * checker, and random sequences of all operations, compared with the model, each with a fresh seed.
 *
 * <p>It goes in rounds. A round draws its number of threads (2 to 16), keys (1 to 4) and instances (2 to 4) from its seed,
 * plays one history and a few sequences in tenants of its own, and closes its instances. The seed of a run is that of its
 * first round, and gives those of all further ones: the same seed asks for the same, in the same order. How the threads of a
 * history meet is up to the machine.
 *
 * <p>A store that declares SCANS and ERASURE is emptied after each round; any other one grows.
 *
 * <p>Immutable and thread-safe.
 */
public final class DeepRun {

    /**
     * The system property that makes a run of the kit under JUnit go on for this long, half of it with histories and half
     * with sequences, beyond what it checks anyway: {@code PT5M}, or {@code 5m}.
     */
    public static final String PROPERTY = "verso.tck.deep";

    private static final Duration DEFAULT_DURATION = Duration.ofMinutes(5);
    private static final long NEXT_SEED = 0x9E3779B97F4A7C15L;

    /** What a round consists of. */
    enum Part {
        HISTORY,
        SEQUENCES
    }

    private final Subject subject;
    private final Duration duration;
    private final long seed;
    private final Consumer<? super Result> progress;
    private final Set<Part> parts;
    private final LongSupplier nanoTime;

    private DeepRun(
            Subject subject,
            Duration duration,
            long seed,
            Consumer<? super Result> progress,
            Set<Part> parts,
            LongSupplier nanoTime) {
        this.subject = Objects.requireNonNull(subject, "subject");
        this.duration = duration;
        this.seed = seed;
        this.progress = Objects.requireNonNull(progress, "progress");
        this.parts = parts;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts from a run of five minutes with a seed that nobody chose.
     *
     * @param subject the adapter; its fault port is not used
     * @return the run
     */
    public static DeepRun of(Subject subject) {
        return new DeepRun(
                subject,
                DEFAULT_DURATION,
                new SecureRandom().nextInt(Integer.MAX_VALUE),
                result -> {},
                EnumSet.allOf(Part.class),
                System::nanoTime);
    }

    /**
     * Gives this run with another duration.
     *
     * @param newDuration positive; the round that is under way when it is over is played to its end, which takes a few
     *     thousand calls at most, and longer than the subject's deadline only if they keep ending
     * @return the run
     * @throws IllegalArgumentException if it is not positive
     */
    public DeepRun duration(Duration newDuration) {
        if (newDuration.isNegative() || newDuration.isZero()) {
            throw new IllegalArgumentException("The duration must be positive, not " + newDuration);
        }
        return new DeepRun(subject, newDuration, seed, progress, parts, nanoTime);
    }

    /**
     * Gives this run with a seed: to repeat a run, or to begin with the round that found a violation.
     *
     * @param newSeed any number
     * @return the run
     */
    public DeepRun seed(long newSeed) {
        return new DeepRun(subject, duration, newSeed, progress, parts, nanoTime);
    }

    /**
     * Gives this run with somebody who is told after each round what there is so far.
     *
     * @param newProgress is called on the thread of {@link #run}
     * @return the run
     */
    public DeepRun progress(Consumer<? super Result> newProgress) {
        return new DeepRun(subject, duration, seed, newProgress, parts, nanoTime);
    }

    DeepRun only(Part part) {
        return new DeepRun(subject, duration, seed, progress, EnumSet.of(part), nanoTime);
    }

    DeepRun timedBy(LongSupplier newNanoTime) {
        return new DeepRun(subject, duration, seed, progress, parts, newNanoTime);
    }

    /**
     * Reads a duration as a command line or a system property gives it.
     *
     * @param text ISO 8601 such as {@code PT1H30M}, or that without {@code PT} and in either case, such as {@code 90s}
     * @return the duration
     * @throws IllegalArgumentException if it is neither, or not positive
     */
    public static Duration parse(String text) {
        String iso = text.strip().toUpperCase(Locale.ROOT);
        try {
            Duration duration = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(unreadable(text), e);
        }
        throw new IllegalArgumentException(unreadable(text));
    }

    private static String unreadable(String text) {
        return "A deep run lasts for instance PT5M, 5m or 1h30m, not \"" + text + "\"";
    }

    /** Goes on with one part for half of the time that the system property asks for, if it does. */
    static void asAsked(Trial trial, Part part) throws Exception {
        String asked = System.getProperty(PROPERTY);
        if (asked == null) {
            return;
        }
        Result result = of(trial.subject())
                .duration(parse(asked).dividedBy(2))
                .seed(Seed.told())
                .only(part)
                .run();
        trial.note("deep run, " + result);
        if (part == Part.HISTORY) {
            trial.met(result.histories(), result.operations(), result.contention());
        } else {
            trial.played(result.sequences());
        }
        if (result.violation().isPresent()) {
            Violation violation = result.violation().get();
            throw Expect.unmet(
                    "no violation in " + asked + " of random histories and sequences",
                    "a violation of " + violation.rule() + " (" + violation.command() + " tells it again; the seed "
                            + violation.seed() + " begins with its round)\n"
                            + violation.message());
        }
        if (part == Part.HISTORY && !result.contention().isSufficient()) {
            throw new IllegalStateException("INCOMPLETE: the operations hardly met (" + result.contention() + ")");
        }
    }

    /**
     * Plays rounds until the time is over or a violation is found, at least one.
     *
     * @return what was found
     * @throws Exception if the adapter's instances cannot be opened
     */
    public Result run() throws Exception {
        Result result = new Result(seed, 0, 0, 0, new Contention(0, 0, 0, 0), Optional.empty());
        long end = nanoTime.getAsLong() + duration.toNanos();
        long next = seed;
        do {
            result = new DeepRound(subject, next, parts).play(result);
            progress.accept(result);
            next += NEXT_SEED;
        } while (result.violation().isEmpty() && nanoTime.getAsLong() - end < 0);
        return result;
    }

    /**
     * What a run has checked and found.
     *
     * @param seed the seed that repeats the run
     * @param histories how many histories the checker has decided
     * @param operations how many operations these were
     * @param sequences how many random sequences were compared with the model
     * @param contention how much the operations of the histories met, in all
     * @param violation the first violation, with which the run ended; empty if there was none
     */
    public record Result(
            long seed,
            long histories,
            long operations,
            long sequences,
            Contention contention,
            Optional<Violation> violation) {

        /** Checks that no part is missing. */
        public Result {
            Objects.requireNonNull(contention, "contention");
            Objects.requireNonNull(violation, "violation");
        }

        /** Gives the numbers, for a report. */
        @Override
        public String toString() {
            return "seed " + seed + ": " + histories + " histories of " + operations + " operations, "
                    + (histories == 0 ? "" : contention + ", ") + sequences + " random sequences, "
                    + violation.map(found -> "a violation of " + found.rule()).orElse("no violation");
        }
    }

    /**
     * What an adapter did against the contract.
     *
     * @param rule the rule that is broken, such as {@code LOCK-06}
     * @param seed the seed of the round that found it: a run with this seed begins with that round
     * @param message what was expected and what was seen, in several lines without content
     * @param history the history, saved as JSON lines; empty if it was found in a sequence, or could not be saved
     * @param command tells the violation again: from the saved history, or else by playing the round again
     */
    public record Violation(String rule, long seed, String message, Optional<Path> history, String command) {

        /** Checks that no part is missing. */
        public Violation {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(history, "history");
            Objects.requireNonNull(command, "command");
        }
    }
}
