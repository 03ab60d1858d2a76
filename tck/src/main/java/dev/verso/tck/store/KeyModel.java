package dev.verso.tck.store;

import dev.verso.Change;
import dev.verso.ResourceKey;
import dev.verso.RevisionMetadata;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.RevisionRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A naive model of one key: what the contract says that the store must answer, written apart from the core.
 *
 * <p>Each write goes to the store and to the model; where they differ, the check fails. The trial compares all that can be
 * read of the key when the check ends, so a refused write that left a trace is found too (VER-03). Not thread-safe.
 */
final class KeyModel {

    private final StoreTrial trial;
    private final TenantModel tenant;
    private final ResourceKey key;
    private final List<RevisionRecord> life = new ArrayList<>();
    private long last;
    private Optional<Instant> lastTime = Optional.empty();

    KeyModel(StoreTrial trial, TenantModel tenant, ResourceKey key) {
        this.trial = trial;
        this.tenant = tenant;
        this.key = key;
    }

    ResourceKey key() {
        return key;
    }

    /** The last slot taken: the head's version, or the marker's; 0 if the key was never used. */
    long last() {
        return last;
    }

    /** When the last slot was taken. */
    Optional<Instant> lastTime() {
        return lastTime;
    }

    /** The revisions of the present life, oldest first. */
    List<RevisionRecord> life() {
        return List.copyOf(life);
    }

    Optional<RevisionRecord> head() {
        return life.isEmpty() ? Optional.empty() : Optional.of(life.get(life.size() - 1));
    }

    Optional<RevisionMetadata> headMetadata() {
        return head().map(RevisionRecord::metadata);
    }

    boolean isLive() {
        return head().filter(head -> !head.isTombstone()).isPresent();
    }

    Append.Put put(Condition condition) {
        return put(condition, trial.now());
    }

    Append.Put put(Condition condition, Instant now) {
        return new Append.Put(key, condition, trial.content(), trial.author(), trial.writeId(), now, false);
    }

    Append.Delete delete(Condition condition) {
        return delete(condition, trial.now());
    }

    Append.Delete delete(Condition condition, Instant now) {
        return new Append.Delete(key, condition, trial.author(), trial.writeId(), now);
    }

    /** Appends, and requires the outcome that the contract says. */
    AppendOutcome append(Append append) {
        AppendOutcome expected = expected(append);
        AppendOutcome actual = trial.store().append(append);
        Require.equal(expected, actual, "The outcome of: " + Trace.show(append));
        if (expected instanceof AppendOutcome.Appended appended) {
            wrote(append, appended.metadata());
        }
        return actual;
    }

    /** Appends what must be accepted. */
    RevisionRecord accept(Append append) {
        append(append);
        RevisionRecord head = head().orElseThrow();
        Require.equal(append.writeId(), head.metadata().writeId(), "The write that made the head");
        return head;
    }

    RevisionRecord create() {
        return accept(put(new Condition.Absent()));
    }

    RevisionRecord update() {
        return accept(put(new Condition.LiveAt(last)));
    }

    RevisionRecord remove() {
        return accept(delete(new Condition.LiveAt(last)));
    }

    RevisionRecord restore() {
        return accept(put(new Condition.DeletedAt(last)));
    }

    /** What the contract says of an append in the present state. */
    AppendOutcome expected(Append append) {
        if (!holds(append.condition())) {
            return new AppendOutcome.Refused(headMetadata());
        }
        Change change = append instanceof Append.Delete
                ? Change.DELETE
                : head().isEmpty() ? Change.CREATE : isLive() ? Change.UPDATE : Change.RESTORE;
        Instant at = after(append.now());
        Instant born = change == Change.CREATE ? at : life.get(0).metadata().lastUpdated();
        return new AppendOutcome.Appended(
                new RevisionMetadata(key, last + 1, change, at, born, append.author(), append.writeId()));
    }

    /** Takes over an append that the store has accepted. */
    void wrote(Append append, RevisionMetadata metadata) {
        RevisionRecord written = new RevisionRecord(
                metadata, false, append instanceof Append.Put put ? Optional.of(put.content()) : Optional.empty());
        last = metadata.version();
        lastTime = Optional.of(metadata.lastUpdated());
        life.add(written);
        tenant.fed(written);
    }

    /** Erases the key, and requires the outcome that the contract says. */
    EraseOutcome.Erased erase() {
        return (EraseOutcome.Erased) erase(new Erase(key, OptionalLong.empty(), trial.writeId(), trial.now()));
    }

    /** Erases one version, and requires the outcome that the contract says. */
    EraseOutcome erase(long version) {
        return erase(new Erase(key, OptionalLong.of(version), trial.writeId(), trial.now()));
    }

    /** Erases, and requires the outcome that the contract says. */
    EraseOutcome erase(Erase erase) {
        EraseOutcome expected = expected(erase);
        Require.equal(expected, trial.store().erase(erase), "The outcome of: " + erase);
        if (expected instanceof EraseOutcome.Erased erased && !erased.versions().isEmpty()) {
            if (erase.version().isEmpty()) {
                marked(erase, erased.at());
            } else {
                emptied(erase.version().getAsLong());
            }
        }
        return expected;
    }

    private EraseOutcome expected(Erase erase) {
        EraseOutcome nothing = new EraseOutcome.Erased(List.of(), erase.now());
        if (life.isEmpty()) {
            return nothing;
        }
        if (erase.version().isEmpty()) {
            return new EraseOutcome.Erased(
                    life.stream().map(revision -> revision.metadata().version()).toList(), after(erase.now()));
        }
        long version = erase.version().getAsLong();
        if (version > last || version == last && isLive()) {
            return new EraseOutcome.Refused(headMetadata().orElseThrow());
        }
        return revision(version).filter(RevisionRecord::isResource).isEmpty()
                ? nothing
                : new EraseOutcome.Erased(List.of(version), erase.now());
    }

    private void marked(Erase erase, Instant at) {
        life.clear();
        last++;
        lastTime = Optional.of(at);
        tenant.unfed(key);
        // A marker tells no time of the life that it ended (ERA-06).
        tenant.fed(new RevisionRecord(
                new RevisionMetadata(key, last, Change.ERASURE, at, at, Optional.empty(), erase.writeId()),
                true,
                Optional.empty()));
    }

    private void emptied(long version) {
        RevisionMetadata was = revision(version).orElseThrow().metadata();
        RevisionRecord left = new RevisionRecord(
                new RevisionMetadata(
                        key,
                        version,
                        was.change(),
                        was.lastUpdated(),
                        was.createdAt(),
                        Optional.empty(),
                        was.writeId()),
                true,
                Optional.empty());
        life.replaceAll(revision -> revision.metadata().version() == version ? left : revision);
        tenant.unfed(key, version);
        tenant.fed(left);
    }

    /** A revision of the present life. */
    Optional<RevisionRecord> revision(long version) {
        return life.stream()
                .filter(revision -> revision.metadata().version() == version)
                .findFirst();
    }

    /** Says that writers race for this key: the order of their entries in the feed is theirs. */
    void feedOrderIsOpen() {
        tenant.feedOrderIsOpen();
    }

    /** Takes over what racing writers left, which a check has audited already. */
    void adopt(List<RevisionRecord> revisions, long lastSlot) {
        life.clear();
        life.addAll(revisions);
        last = lastSlot;
        lastTime = head().map(head -> head.metadata().lastUpdated());
        tenant.feedOrderIsOpen();
    }

    private Instant after(Instant now) {
        return lastTime.map(time -> time.plus(1, ChronoUnit.MICROS))
                .filter(next -> next.isAfter(now))
                .orElse(now);
    }

    private boolean holds(Condition condition) {
        boolean deleted = head().isPresent() && !isLive();
        if (condition instanceof Condition.Absent) {
            return life.isEmpty();
        }
        if (condition instanceof Condition.NotLive) {
            return !isLive();
        }
        if (condition instanceof Condition.Live) {
            return isLive();
        }
        if (condition instanceof Condition.LiveAt at) {
            return isLive() && last == at.version();
        }
        if (condition instanceof Condition.DeletedAt at) {
            return deleted && last == at.version();
        }
        return true;
    }
}
