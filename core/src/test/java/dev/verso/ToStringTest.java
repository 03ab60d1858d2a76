package dev.verso;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.FeedSlice;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.Slice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither content nor author is ever in the text of a value or an exception. */
class ToStringTest {

    private static final Content CONTENT = Content.of("{\"diagnosis\":\"SECRET-CONTENT\"}");
    private static final Optional<String> AUTHOR = Optional.of("SECRET-AUTHOR");
    private static final Instant AT = Instant.EPOCH;
    private static final UUID WRITE = new UUID(1, 2);
    private static final ResourceKey KEY = ResourceKey.of("acme", "Patient", "p1");
    private static final RevisionMetadata METADATA = new RevisionMetadata(KEY, 2, Change.UPDATE, AT, AT, AUTHOR, WRITE);
    private static final RevisionMetadata DELETED = new RevisionMetadata(KEY, 3, Change.DELETE, AT, AT, AUTHOR, WRITE);
    private static final RevisionMetadata ERASED =
            new RevisionMetadata(KEY, 1, Change.CREATE, AT, AT, Optional.empty(), WRITE);
    private static final StoredResource RESOURCE = new StoredResource(METADATA, CONTENT);
    private static final RevisionRecord RECORD = new RevisionRecord(METADATA, false, Optional.of(CONTENT));
    private static final TenantContext CONTEXT =
            new TenantContext(KEY.tenant(), TenantPermissions.fullAccess(), AUTHOR, Optional.of("req"));
    private static final FeedSlice.Entry SLICE_ENTRY = new FeedSlice.Entry(RECORD, "t");
    private static final FeedEntry ENTRY = new FeedEntry(RESOURCE, "c");
    private static final Inconsistency FOUND = new Inconsistency(KEY, Inconsistency.Kind.GAP, "2 is missing");
    private static final HistoryRequest.Scope SCOPE = new HistoryRequest.OfKey(KEY);
    private static final OutcomeUnknownException.UnsettledWrite UNSETTLED =
            new OutcomeUnknownException.UnsettledWrite(KEY, "live", WRITE);

    static Stream<Object> values() {
        return Stream.of(
                CONTENT,
                METADATA,
                RESOURCE,
                new Tombstone(DELETED),
                new ErasedRevision(ERASED),
                RECORD,
                CONTEXT,
                KEY,
                KEY.tenant(),
                TenantPermissions.fullAccess(),
                TenantPermissions.builder(),
                new Written(RESOURCE, true),
                new Page<>(List.of(RESOURCE), Optional.of("c")),
                PageRequest.first(),
                HistoryQuery.ofTenant(),
                ENTRY,
                new FeedPage(List.of(ENTRY), "c", true, Duration.ZERO),
                new FeedStart.Oldest(),
                new FeedStart.Now(),
                new FeedStart.After("c"),
                Write.create("T", CONTENT),
                Write.createIfNotLive("T", "i", CONTENT),
                Write.createOrUpdate("T", "i", CONTENT),
                Write.update("T", "i", CONTENT),
                Write.delete("T", "i"),
                Write.restore("T", "i"),
                IfMatch.any(),
                Erasure.ofResource("T", "i"),
                new ErasureReceipt(KEY, List.of("1"), AUTHOR, AT, Optional.of("asked to"), WRITE),
                FOUND,
                new Verification(1, 1, 1, List.of(FOUND)),
                new Capabilities("b", EnumSet.allOf(Capability.class), ReadMode.LINEARIZABLE, 1, Optional.empty()),
                StorageOptions.defaults(),
                StorageOptions.builder(),
                RetryPolicy.DEFAULT,
                UNSETTLED,
                new Append.Put(KEY, new Condition.Any(), CONTENT, AUTHOR, WRITE, AT, false),
                new Append.Delete(KEY, new Condition.Live(), AUTHOR, WRITE, AT),
                new Condition.Any(),
                new Condition.Absent(),
                new Condition.NotLive(),
                new Condition.Live(),
                new Condition.LiveAt(1),
                new Condition.DeletedAt(1),
                new AppendOutcome.Appended(METADATA),
                new AppendOutcome.Refused(Optional.of(METADATA)),
                new AppendOutcome.Raced(),
                new BatchOutcome.AllAppended(List.of(METADATA)),
                new BatchOutcome.Rejected(0, new AppendOutcome.Refused(Optional.of(METADATA))),
                new CheckSlice(List.of(FOUND), 1, 1, Optional.empty()),
                new Erase(KEY, OptionalLong.empty(), WRITE, AT),
                new EraseOutcome.Erased(List.of(1L), AT),
                new EraseOutcome.Refused(METADATA),
                new EraseOutcome.Raced(),
                new FeedPosition.Oldest(),
                new FeedPosition.Now(),
                new FeedPosition.After("t"),
                SLICE_ENTRY,
                new FeedSlice(List.of(SLICE_ENTRY), "t", true, Optional.empty()),
                SCOPE,
                new HistoryRequest.OfType(KEY.tenant(), "T"),
                new HistoryRequest.OfTenant(KEY.tenant()),
                new HistoryRequest.Position(AT, "T", "i", 1),
                new HistoryRequest(
                        SCOPE,
                        HistoryQuery.Order.NEWEST_FIRST,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        PageBounds.of(1),
                        Detail.CONTENT),
                PageBounds.of(1),
                new Slice<>(List.of(RECORD), Optional.empty()),
                new AlreadyExistsException(KEY, Optional.of(METADATA)),
                new GoneException(KEY, Optional.of(DELETED)),
                new NotFoundException(KEY, "m"),
                new NotRestorableException(KEY, "m"),
                new VersionConflictException(KEY, "1", Optional.of(METADATA)),
                new VersionsExhaustedException(KEY),
                new OptimisticLockFailureException(KEY, "m"),
                new OutcomeUnknownException(List.of(UNSETTLED), true, null),
                new BackendFaultException("m", null),
                new BackendUnavailableException("m", null),
                new UnsupportedCapabilityException(Capability.SCANS, "b"),
                new PermissionDeniedException(Permission.READ, Optional.of("T")),
                new InvalidArgumentException("m"),
                new InvalidKeyException("m"),
                new InvalidCursorException("m"),
                new CursorExpiredException("m"),
                new InvalidContentException("m"));
    }

    static Stream<Named<Object>> named() {
        return values().map(value -> Named.of(value.getClass().getName(), value));
    }

    @ParameterizedTest
    @MethodSource("named")
    void no_text_holds_content_or_author(Object value) {
        assertThat(text(value)).doesNotContain("SECRET").doesNotContain("diagnosis");
    }

    private static String text(Object value) {
        if (!(value instanceof Throwable thrown)) {
            return value.toString();
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void every_public_type_that_holds_state_is_tried() {
        var tried = values().map(value -> value.getClass().getName()).collect(Collectors.toSet());
        assertThat(new ClassFileImporter()
                                .importUrl(Content.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation())
                                .stream()
                                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(type -> !type.getPackageName().equals("dev.verso.engine"))
                                .filter(type -> !type.isInterface() && !type.isEnum())
                                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                                .filter(type -> !type.getName().equals(Versions.class.getName()))
                                .map(JavaClass::getName))
                .isSubsetOf(tried)
                .hasSizeGreaterThan(80);
    }
}
