package dev.verso.tck.store;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.spi.Append;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one check works with: instances over the same data, a tenant of its own, a neighbour with the same types and ids, a
 * clock, and the trace of all calls.
 *
 * <p>When the check ends, everything that can be read of both tenants is compared with the model, through an instance that
 * has not been used before. Not thread-safe but for {@link #now()}, {@link #content()}, {@link #author()} and
 * {@link #writeId()}, which racing writers use.
 */
final class StoreTrial implements AutoCloseable {

    private static final Instant BEGINNING = Instant.parse("2024-02-29T23:59:59.999000Z");
    private static final int SMALLEST_CONTENT = 24;
    private static final int PROBE_SECONDS = 10;

    private final RevisionStoreTck tck;
    private final Rule rule;
    private final long seed;
    private final Random random;
    private final Trace trace = new Trace();
    private final Contention contention = new Contention();
    private final List<RevisionStore> opened = new ArrayList<>();
    private final AtomicLong micros = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final TenantModel home;
    private final TenantModel neighbour;
    private final Capabilities capabilities;
    private final List<String> notes = new ArrayList<>();
    private Rule blamed;
    private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
    private boolean undeclared;

    StoreTrial(RevisionStoreTck tck, Rule rule, long seed) {
        this.tck = tck;
        this.rule = rule;
        this.blamed = rule;
        this.seed = seed;
        this.random = new Random(seed);
        String name = "t_" + UUID.randomUUID().toString().substring(0, 13);
        this.home = new TenantModel(this, new TenantId(name));
        this.neighbour = new TenantModel(this, new TenantId(lookalike(name)));
        try {
            open();
            open();
            this.capabilities = opened.get(0).capabilities();
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    /** Names that a store which folds, joins or matches names by pattern takes for each other (KEY-02, TEN-01). */
    private String lookalike(String name) {
        return switch (random.nextInt(4)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> name.replace('_', '-');
            case 2 -> name + "_x";
            default -> name.substring(0, name.length() - 1);
        };
    }

    /** Opens one more instance over the same data; it is closed when the check ends. */
    RevisionStore open() {
        String name = String.valueOf((char) ('A' + opened.size()));
        RevisionStore store = new TracedStore(name, tck.opened(), trace, contention);
        opened.add(store);
        return store;
    }

    /** One of two instances, at random: what one wrote, the other must know. */
    RevisionStore store() {
        return store(random.nextInt(2));
    }

    /** One of two instances. */
    RevisionStore store(int index) {
        return opened.get(index % 2);
    }

    Random random() {
        return random;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    Contention contention() {
        return contention;
    }

    long calls() {
        return trace.calls();
    }

    Duration deadline() {
        return tck.deadline();
    }

    Set<Capability> declared() {
        return tck.declared();
    }

    /**
     * Runs a check that needs a capability; if it is not declared, checks instead that what needs it refuses and does
     * nothing (CAP-02).
     */
    void with(Capability capability, Runnable check) {
        needs.add(capability);
        if (declared().contains(capability)) {
            check.run();
        } else {
            undeclared = true;
            blamed = Rules.get("CAP-02");
            Undeclared.refuses(this, capability);
            blamed = rule;
        }
    }

    /** What the check has needed so far. */
    Set<Capability> needs() {
        return needs;
    }

    /** Whether the check needed a capability that is not declared, so that it checked the opposite. */
    boolean isUndeclared() {
        return undeclared;
    }

    TenantModel home() {
        return home;
    }

    TenantModel neighbour() {
        return neighbour;
    }

    /** A key of the check's tenant; the neighbour's key of the same type and id is in use before it is. */
    KeyModel key(String type, String id) {
        KeyModel there = neighbour.key(type, id);
        if (there.last() == 0) {
            there.create();
            there.update();
            if (neighbour.keys().size() % 2 == 0) {
                there.remove();
            }
        }
        return home.key(type, id);
    }

    KeyModel key(String id) {
        return key("Patient", id);
    }

    /** A key in a state, if the store can be brought there. */
    KeyModel key(String id, StartState state) {
        return key("Patient", id, state);
    }

    /** A key in a state, if the store can be brought there. */
    KeyModel key(String type, String id, StartState state) {
        KeyModel key = key(type, id);
        state.bring(key);
        return key;
    }

    /** A later time at each call, in whole microseconds. */
    Instant now() {
        return BEGINNING.plus(micros.addAndGet(7), ChronoUnit.MICROS);
    }

    /** Content that no other revision has. */
    Content content() {
        return content(SMALLEST_CONTENT);
    }

    /** Content that no other revision has, of this many bytes. */
    Content content(int bytes) {
        String start = "{\"n\":\"" + made.incrementAndGet() + "-";
        return Content.of(start + "x".repeat(Math.max(0, bytes - start.length() - 2)) + "\"}");
    }

    /** An author; none at times. */
    Optional<String> author() {
        long number = made.incrementAndGet();
        return number % 5 == 0 ? Optional.empty() : Optional.of("author " + number);
    }

    UUID writeId() {
        return UUID.randomUUID();
    }

    /** A condition that holds on the key now. */
    Condition here(KeyModel key) {
        if (key.head().isEmpty()) {
            return new Condition.Absent();
        }
        return key.isLive() ? new Condition.LiveAt(key.last()) : new Condition.DeletedAt(key.last());
    }

    /** Says how much contention a race reached, so that a report shows what a pass is worth. */
    void reached(String what) {
        notes.add(what + "; " + contention);
    }

    /** What the check has to say besides its verdict. */
    String notes() {
        return String.join("; ", notes);
    }

    /** Compares all that can be read with the model. */
    void audit() {
        Audit audit = new Audit(this, open());
        audit.ours();
        blamed = Rules.get("TEN-01");
        audit.neighbours();
        blamed = Rules.get("FLT-02");
        audit.soundness();
    }

    long seed() {
        return seed;
    }

    /** Tells whether it is the store that broke something, and not the check itself. */
    boolean isBrokenBy(Throwable thrown) {
        return thrown instanceof Require.Unmet || trace.threw(thrown);
    }

    /** What went wrong, with all that it takes to look into it. */
    String explain(Throwable thrown, String again) {
        return blamed.id() + " (" + blamed.level() + ")"
                + (isBrokenBy(thrown) ? " is broken by " : " could not be checked on ") + tck.name()
                + (blamed == rule ? "" : ", found by the check of " + rule.id())
                + "\n  rule:     \"" + blamed.text().strip() + "\"" + found(thrown)
                + (sharesItsData()
                        ? ""
                        : "\n  hint:     what one instance writes another one does not see; open() must give a new"
                                + " instance over the same data at each call")
                + "\n  the last calls, on instances A, B, ...:\n" + trace
                + "\n  seed:     " + seed + "\n  again:    " + again + " -D" + RevisionStoreTck.SEED_PROPERTY + "="
                + seed;
    }

    private String found(Throwable thrown) {
        if (thrown instanceof Require.Unmet unmet) {
            return "\n  expected: " + unmet.expected() + "\n  seen:     " + unmet.seen();
        }
        return trace.threw(thrown)
                ? "\n  expected: the call returns\n  seen:     it threw " + StoreCheck.message(thrown)
                : "\n  the check itself failed: " + StoreCheck.message(thrown);
    }

    /** Of a store that throws or hangs it is not known, and taken to be so. */
    private boolean sharesItsData() {
        return CompletableFuture.supplyAsync(this::isProbeSeen)
                .completeOnTimeout(true, PROBE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private boolean isProbeSeen() {
        try (RevisionStore writer = tck.opened();
                RevisionStore reader = tck.opened()) {
            ResourceKey probe = new ResourceKey(home.id(), "Probe", "probe");
            writer.append(new Append.Put(
                    probe,
                    new Condition.Absent(),
                    Content.of("{}"),
                    Optional.empty(),
                    UUID.randomUUID(),
                    Instant.EPOCH,
                    false));
            return reader.head(probe, Detail.METADATA).isPresent();
        } catch (RuntimeException | Error e) {
            return true;
        }
    }

    @Override
    public void close() {
        opened.forEach(RevisionStore::close);
    }

    /** Tells whether a key is one of the check's. */
    boolean isOurs(ResourceKey key) {
        return key.tenant().equals(home.id()) || key.tenant().equals(neighbour.id());
    }
}
