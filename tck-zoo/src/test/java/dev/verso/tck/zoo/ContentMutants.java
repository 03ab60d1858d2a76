package dev.verso.tck.zoo;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Chapters JSON and TIME: content, and when it was written. */
final class ContentMutants {

    private ContentMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStore(DropsTrailingZeros.class, DropsTrailingZeros::new)
                        .killedBy("JSON-01"),
                Mutant.ofStore(ReadsNumbersAsDoubles.class, ReadsNumbersAsDoubles::new)
                        .killedBy("JSON-01"),
                Mutant.ofStore(DropsNulEscapes.class, DropsNulEscapes::new).killedBy("JSON-01"),
                Mutant.ofStore(ReplacesAstralCharacters.class, ReplacesAstralCharacters::new)
                        .killedBy("JSON-01"),
                Mutant.ofStore(RenamesDollarKeys.class, RenamesDollarKeys::new).killedBy("JSON-01"),
                Mutant.ofStore(RenamesDottedKeys.class, RenamesDottedKeys::new).killedBy("JSON-01"),
                Mutant.ofStore(TrimsWhiteSpace.class, TrimsWhiteSpace::new).killedBy("JSON-01"),
                Mutant.ofStore(HandsOutItsBuffer.class, HandsOutItsBuffer::new).killedBy("JSON-02"),
                Mutant.ofStore(RevisionsShareStructure.class, RevisionsShareStructure::new)
                        .killedBy(Kit.STORAGE, "JSON-02")
                        .killedBy(Kit.STORE, "VER-05"),
                Mutant.ofEngine(
                                TakesAnySize.class,
                                (sound, options) -> VersionedStorage.over(sound, TakesAnySize.unlimited(options)))
                        .killedBy("JSON-03"),
                Mutant.ofStore(TellsNanoseconds.class, TellsNanoseconds::new).killedBy("TIME-01"),
                Mutant.ofStore(LastUpdatedIsTheClock.class, LastUpdatedIsTheClock::new)
                        .killedBy("TIME-02"),
                Mutant.ofStore(CreatedAtIsLastUpdated.class, CreatedAtIsLastUpdated::new)
                        .killedBy("TIME-03"),
                Mutant.ofEngine(
                                BendsTheClock.class,
                                (sound, options) -> VersionedStorage.over(sound, BendsTheClock.into(options)))
                        .killedBy("TIME-04"));
    }

    /** Gives content back in another spelling. */
    private abstract static class Respells extends Retelling {

        private final UnaryOperator<String> spelling;

        Respells(RevisionStore sound, UnaryOperator<String> spelling) {
            super(sound);
            this.spelling = spelling;
        }

        @Override
        RevisionRecord read(RevisionRecord revision) {
            return new RevisionRecord(
                    revision.metadata(),
                    revision.erased(),
                    revision.content()
                            .map(content -> Content.ofStored(
                                    spelling.apply(content.json()).getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Gives 1.10 back as 1.1. */
    private static final class DropsTrailingZeros extends Respells {

        DropsTrailingZeros(RevisionStore sound) {
            super(sound, json -> json.replaceAll("(?<=[:,\\[ ])(-?[0-9]+\\.[0-9]*[1-9])0+(?=[,\\]} ])", "$1"));
        }
    }

    /** Gives an integer of twenty digits back as the nearest double. */
    private static final class ReadsNumbersAsDoubles extends Respells {

        private static final Pattern LONG = Pattern.compile("(?<=[:,\\[ ])-?[0-9]{16,30}(?=[,\\]} ])");

        ReadsNumbersAsDoubles(RevisionStore sound) {
            super(
                    sound,
                    json -> LONG.matcher(json)
                            .replaceAll(number -> new BigDecimal(Double.parseDouble(number.group())).toPlainString()));
        }
    }

    /** Gives a string back without its escaped NUL characters. */
    private static final class DropsNulEscapes extends Respells {

        DropsNulEscapes(RevisionStore sound) {
            super(sound, json -> json.replace("\\u0000", ""));
        }
    }

    /** Gives a question mark back for each character beyond the basic plane. */
    private static final class ReplacesAstralCharacters extends Respells {

        ReplacesAstralCharacters(RevisionStore sound) {
            super(sound, json -> json.replaceAll("[\\x{10000}-\\x{10ffff}]", "?"));
        }
    }

    /** Gives keys that begin with a dollar sign back under another name, as a store that keeps such names for itself. */
    private static final class RenamesDollarKeys extends Respells {

        RenamesDollarKeys(RevisionStore sound) {
            super(sound, json -> json.replace("\"$", "\"_"));
        }
    }

    /** Gives keys with a dot in them back under another name, as a store for which a dot is a path. */
    private static final class RenamesDottedKeys extends Respells {

        RenamesDottedKeys(RevisionStore sound) {
            super(sound, json -> json.replaceAll("\"a\\.b\" *:", "\"a_b\":"));
        }
    }

    /** Gives content back without the white space around it. */
    private static final class TrimsWhiteSpace extends Respells {

        TrimsWhiteSpace(RevisionStore sound) {
            super(sound, String::strip);
        }
    }

    /** Hands out the buffer that it reads contents of one size into, and reads the next one into it as well. */
    private static final class HandsOutItsBuffer extends Retelling {

        private final Map<Integer, byte[]> buffers = new ConcurrentHashMap<>();

        HandsOutItsBuffer(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionRecord read(RevisionRecord revision) {
            return new RevisionRecord(
                    revision.metadata(), revision.erased(), revision.content().map(this::buffered));
        }

        private Content buffered(Content content) {
            byte[] buffer = buffers.computeIfAbsent(content.size(), byte[]::new);
            System.arraycopy(content.bytes(), 0, buffer, 0, buffer.length);
            return Content.ofStored(buffer);
        }
    }

    /** Changes the content of the first revision in place when it writes the next ones. */
    private static final class RevisionsShareStructure extends Retelling {

        private static final Map<ResourceKey, Content> NEWEST = new ConcurrentHashMap<>();

        RevisionsShareStructure(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            if (outcome instanceof AppendOutcome.Appended && append instanceof Append.Put put) {
                NEWEST.put(put.key(), put.content());
            }
            return outcome;
        }

        @Override
        RevisionRecord read(RevisionRecord revision) {
            RevisionMetadata metadata = revision.metadata();
            return metadata.version() == 1 && revision.content().isPresent() && NEWEST.containsKey(metadata.key())
                    ? Parts.withContent(revision, NEWEST.get(metadata.key()))
                    : revision;
        }
    }

    /** Takes content of any size and depth, whatever limits it was given. */
    private static final class TakesAnySize {

        static StorageOptions unlimited(StorageOptions options) {
            return StorageOptions.builder()
                    .clock(options.clock())
                    .defaultPageSize(options.defaultPageSize())
                    .maxPageSize(options.maxPageSize())
                    .retryPolicy(options.retryPolicy())
                    .contentLimit(64 << 20)
                    .build();
        }
    }

    /** Tells a write's result with a finer time than the re-read has. */
    private static final class TellsNanoseconds extends Decorator {

        TellsNanoseconds(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            AppendOutcome outcome = super.append(append);
            return outcome instanceof AppendOutcome.Appended done
                    ? new AppendOutcome.Appended(finer(done.metadata()))
                    : outcome;
        }

        private static RevisionMetadata finer(RevisionMetadata m) {
            return new RevisionMetadata(
                    m.key(),
                    m.version(),
                    m.change(),
                    m.lastUpdated().plusNanos(789),
                    m.createdAt(),
                    m.author(),
                    m.writeId());
        }
    }

    /** Dates a revision by the clock alone, also where the clock went backwards. */
    private static final class LastUpdatedIsTheClock extends Retelling {

        private static final Map<UUID, Instant> CLOCKS = new ConcurrentHashMap<>();

        LastUpdatedIsTheClock(RevisionStore sound) {
            super(sound);
        }

        @Override
        public AppendOutcome append(Append append) {
            CLOCKS.putIfAbsent(append.writeId(), append.now());
            return super.append(append);
        }

        @Override
        public BatchOutcome appendAll(List<Append> appends) {
            appends.forEach(append -> CLOCKS.putIfAbsent(append.writeId(), append.now()));
            return super.appendAll(appends);
        }

        @Override
        RevisionMetadata told(RevisionMetadata m) {
            Instant clock = Optional.ofNullable(CLOCKS.get(m.writeId())).orElse(m.lastUpdated());
            return new RevisionMetadata(
                    m.key(), m.version(), m.change(), clock, m.createdAt(), m.author(), m.writeId());
        }
    }

    /** Dates the creation of a resource anew with each revision. */
    private static final class CreatedAtIsLastUpdated extends Retelling {

        CreatedAtIsLastUpdated(RevisionStore sound) {
            super(sound);
        }

        @Override
        RevisionMetadata told(RevisionMetadata m) {
            return new RevisionMetadata(
                    m.key(), m.version(), m.change(), m.lastUpdated(), m.lastUpdated(), m.author(), m.writeId());
        }
    }

    /** Takes the nearest time that can be stored where the clock tells an impossible one. */
    private static final class BendsTheClock extends Clock {

        private static final Instant EARLIEST = Instant.EPOCH;
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

        private final Clock clock;

        BendsTheClock(Clock clock) {
            this.clock = clock;
        }

        static StorageOptions into(StorageOptions options) {
            return StorageOptions.builder()
                    .clock(new BendsTheClock(options.clock()))
                    .defaultPageSize(options.defaultPageSize())
                    .maxPageSize(options.maxPageSize())
                    .retryPolicy(options.retryPolicy())
                    .contentLimit(options.contentLimit())
                    .depthLimit(options.depthLimit())
                    .build();
        }

        @Override
        public Instant instant() {
            Instant now = clock.instant();
            return now.isBefore(EARLIEST) ? EARLIEST : now.isAfter(LATEST) ? LATEST : now;
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new BendsTheClock(clock.withZone(zone));
        }
    }
}
