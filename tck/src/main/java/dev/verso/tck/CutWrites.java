package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.that;

import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.OutcomeUnknownException.UnsettledWrite;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** One call that writes to one key or, as a batch, to several, each under a write id; what it told must agree with the keys. */
final class CutWrites {

    private final Map<ResourceKey, Write> writes;
    private Optional<List<Revision>> acknowledged = Optional.empty();
    private Optional<StorageException> refusal = Optional.empty();

    /** Over writes that have write ids, by key; several are a batch. */
    CutWrites(Map<ResourceKey, Write> writes) {
        this.writes = writes;
    }

    /** Makes the call, which nobody promises to succeed; tells whether it was acknowledged. */
    boolean call(VersionedStorage storage, TenantContext tenant) {
        List<Write> each = List.copyOf(writes.values());
        try {
            acknowledged = Optional.of(
                    each.size() == 1 ? List.of(storage.write(tenant, each.get(0))) : storage.writeBatch(tenant, each));
        } catch (BackendUnavailableException | OutcomeUnknownException e) {
            refusal = Optional.of(e);
        }
        return acknowledged.isPresent();
    }

    /** Compares what was told with what the keys hold. */
    void requireTold(String what, Function<ResourceKey, List<Revision>> histories) {
        List<Revision> found = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        writes.forEach((key, write) -> {
            List<Revision> own = histories.apply(key).stream()
                    .filter(revision -> revision.writeId().equals(id(write)))
                    .toList();
            found.addAll(own);
            times.add(own.size());
        });
        that(what + " takes effect once at most, and wholly or not at all", areOnceOrNever(times), times.toString());
        acknowledged.ifPresent(told -> equal("what was acknowledged of " + what, told, found));
        refusal.ifPresent(told -> requireHonest(what, told, found));
    }

    private static boolean areOnceOrNever(List<Integer> times) {
        return times.stream().allMatch(each -> each.equals(times.get(0)) && each <= 1);
    }

    private void requireHonest(String what, StorageException told, List<Revision> found) {
        if (told instanceof OutcomeUnknownException unknown) {
            List<UUID> ids = writes.values().stream().map(CutWrites::id).toList();
            equal(
                    "the write ids that OutcomeUnknown of " + what + " names",
                    ids,
                    unknown.writes().stream().map(UnsettledWrite::writeId).toList());
            equal(
                    "the keys that OutcomeUnknown of " + what + " names",
                    List.copyOf(writes.keySet()),
                    unknown.writes().stream().map(UnsettledWrite::key).toList());
        } else {
            equal("what " + what + " has written that was told as BackendUnavailable", List.of(), found);
        }
    }

    private static UUID id(Write write) {
        return write.writeId().orElseThrow();
    }
}
