package dev.verso.tck.model;

import dev.verso.ErasureReceipt;
import dev.verso.TenantContext;
import dev.verso.VersionedStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Plays sequences, each in tenants that were never used, and compares each answer with the model's. */
final class Replay {

    private static final List<String> STORAGES = List.of("storage", "other");
    private static final List<String> TENANTS = List.of("acme", "acmeToo");

    /** The second tenant's name only goes on where the first one's ends, which must not make it the same (KEY-02). */
    private static final List<String> ENDINGS = List.of("", "_x");

    private final Ground ground;
    private int played;

    Replay(Ground ground) {
        this.ground = ground;
    }

    /**
     * The first answer that the model does not give.
     *
     * @param calls the calls up to the wrong one, as Java source
     * @param expected the answers that the contract allows
     * @param seen the answer
     */
    record Mismatch(List<String> calls, List<Answer> expected, Answer seen) {}

    /** Plays a sequence; waits at most so long for the feed. */
    Optional<Mismatch> play(List<Step> steps, Duration patience) {
        played++;
        Time time = new Time(ground.clock());
        List<TenantModel> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS.size(); i++) {
            TenantContext context = ground.tenants().apply("_" + played + ENDINGS.get(i));
            tenants.add(new TenantModel(TENANTS.get(i), context, time));
        }
        Set<UUID> usedWriteIds = new HashSet<>();
        List<String> calls = new ArrayList<>();
        for (Step step : steps) {
            TenantModel tenant = tenants.get(step.tenant());
            Call call = step.command().call(tenant, STORAGES.get(step.instance()));
            calls.add(call.java());
            VersionedStorage storage = ground.instances().get(step.instance());
            Answer answer = perform(call, storage);
            long end = System.nanoTime() + patience.toNanos();
            while (step.command() instanceof Command.Changes
                    && answer.revisions().size() < tenant.feedSize()
                    && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                answer = perform(call, storage);
            }
            List<Answer> expected = call.predict().after(new Seen(answer.revisions(), receipt(answer), usedWriteIds));
            if (!expected.contains(answer)) {
                return Optional.of(new Mismatch(List.copyOf(calls), expected, answer));
            }
            answer.revisions().forEach(revision -> usedWriteIds.add(revision.writeId()));
            receipt(answer).ifPresent(usedWriteIds::add);
        }
        return Optional.empty();
    }

    private static Answer perform(Call call, VersionedStorage storage) {
        try {
            return Answer.gives(call.perform().on(storage));
        } catch (RuntimeException | AssertionError e) {
            return Answer.thrown(e);
        }
    }

    private static Optional<UUID> receipt(Answer answer) {
        return answer.facts().stream()
                .filter(ErasureReceipt.class::isInstance)
                .map(receipt -> ((ErasureReceipt) receipt).writeId())
                .findFirst();
    }
}
