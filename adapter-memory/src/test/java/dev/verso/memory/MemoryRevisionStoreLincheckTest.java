package dev.verso.memory;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Model checking of two sibling stores against a naive sequential model (LOCK-06). */
class MemoryRevisionStoreLincheckTest {

    private static final ResourceKey KEY = ResourceKey.of("clinic", "Patient", "a");
    private static final Content CONTENT = Content.of("{}");
    private static final UUID WRITE = new UUID(1, 1);
    private static final Instant NOW = Instant.EPOCH;
    private static final int ITERATIONS = 5;
    private static final int INVOCATIONS = 100;

    @Test
    void LOCK_06_append_read_delete_and_erase_of_one_key_are_linearizable() {
        new ModelCheckingOptions()
                .sequentialSpecification(NaiveKey.class)
                // The platform's collections are taken for right: what is explored is how the adapter's steps
                // interleave.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                                "java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentSkipListMap")
                        .allMethods()
                        .treatAsAtomic())
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .check(OneKey.class);
    }

    /** The stores under test. */
    @Param(name = "version", gen = IntGen.class, conf = "1:3")
    public static class OneKey {

        private final MemoryRevisionStore store = new MemoryRevisionStore(new Revisions(WRITE, 1, Revisions.MOST_ROWS));
        private final MemoryRevisionStore sibling = store.sibling();

        @Operation
        public String put() {
            return text(store.append(put(new Condition.Any())));
        }

        @Operation
        public String create() {
            return text(sibling.append(put(new Condition.Absent())));
        }

        @Operation
        public String match(@Param(name = "version") int version) {
            return text(sibling.append(put(new Condition.LiveAt(version))));
        }

        @Operation
        public String delete() {
            return text(store.append(new Append.Delete(KEY, new Condition.Live(), Optional.empty(), WRITE, NOW)));
        }

        @Operation
        public String erase() {
            EraseOutcome outcome = sibling.erase(new Erase(KEY, OptionalLong.empty(), WRITE, NOW));
            return "erased " + ((EraseOutcome.Erased) outcome).versions();
        }

        @Operation
        public String head() {
            return record(store.head(KEY, Detail.METADATA));
        }

        @Operation
        public String revision(@Param(name = "version") int version) {
            return record(store.revision(KEY, version));
        }

        @Operation
        public String versions() {
            return sibling.versions(KEY).toString();
        }

        @Operation
        public String list() {
            List<RevisionRecord> listed = store.list(KEY.tenant(), KEY.type(), Optional.empty(), PageBounds.of(9))
                    .items();
            return record(listed.stream().findFirst());
        }

        private static Append put(Condition condition) {
            return new Append.Put(KEY, condition, CONTENT, Optional.empty(), WRITE, NOW, false);
        }

        private static String text(AppendOutcome outcome) {
            return outcome instanceof AppendOutcome.Appended appended
                    ? "appended " + text(appended.metadata())
                    : "refused by " + text(((AppendOutcome.Refused) outcome).head());
        }

        private static String text(Optional<RevisionMetadata> metadata) {
            return metadata.map(OneKey::text).orElse("nothing");
        }

        private static String text(RevisionMetadata metadata) {
            return metadata.version() + " " + metadata.change();
        }

        private static String record(Optional<RevisionRecord> revision) {
            return text(revision.map(RevisionRecord::metadata));
        }
    }
}
