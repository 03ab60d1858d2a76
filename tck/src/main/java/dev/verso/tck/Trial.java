package dev.verso.tck;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.StorageOptions;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import dev.verso.tck.load.Contention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What one check works with: two storage instances over the subject's backend, a tenant of its own, keys, content, a clock.
 *
 * <p>Beside the check's own tenant there is a neighbour: each {@linkplain #key key} that the check takes is planted there
 * with other content, and when the check has ended the neighbour must be as it was planted (TEN-01).
 *
 * <p>Thread-safe, except for {@link #open}, {@link #key} and {@link #random}, which belong to the check's own thread.
 */
public final class Trial {

    /** Where the clock of every trial starts. */
    public static final Instant START = Instant.parse("2024-02-29T12:00:00.123456Z");

    /** The principal on whose behalf the check's tenant is used. */
    public static final String AUTHOR = "dr.kit";

    private static final Duration PROBE = Duration.ofSeconds(10);

    private final Subject subject;
    private final long seed;
    private final Random random;
    private final TestClock clock = new TestClock(START);
    private final Journal journal = new Journal();
    private final List<VersionedStorage> opened = new ArrayList<>();
    private final Set<ResourceKey> keys = new LinkedHashSet<>();
    private final AtomicInteger contents = new AtomicInteger();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final Map<String, Long> contention = new ConcurrentSkipListMap<>();
    private volatile Optional<Capabilities> capabilities = Optional.empty();
    private final TenantContext tenant;
    private final Neighbour neighbour;
    private final Rendezvous rendezvous;
    private final VersionedStorage first;
    private final VersionedStorage second;

    Trial(Subject subject, long seed) throws Exception {
        this.subject = subject;
        this.seed = seed;
        this.random = new Random(seed);
        this.rendezvous = new Rendezvous(subject.deadline());
        this.tenant = context(freshName("tck"), TenantPermissions.fullAccess());
        this.first = open(options().build());
        this.second = openBeside(first);
        this.neighbour = new Neighbour(this, context(freshName("neighbour"), TenantPermissions.fullAccess()));
    }

    private VersionedStorage openBeside(VersionedStorage other) throws Exception {
        try {
            return open(options().build());
        } catch (Throwable e) {
            other.close();
            throw e;
        }
    }

    // Not seeded: two runs with one seed over one backend must not meet in a tenant.
    private static String freshName(String prefix) {
        return prefix + "-"
                + java.util.UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static TenantContext context(String name, TenantPermissions permissions) {
        return TenantContext.of(name, permissions).withPrincipal(AUTHOR);
    }

    /**
     * Gives the first instance.
     *
     * @return the storage, with the trial's clock and otherwise default options
     */
    public VersionedStorage first() {
        return first;
    }

    /**
     * Gives the second instance over the same backend.
     *
     * @return the storage, with the trial's clock and otherwise default options
     */
    public VersionedStorage second() {
        return second;
    }

    /**
     * Gives one of the two instances, in turn.
     *
     * @param turn any number
     * @return the first one for even numbers, else the second
     */
    public VersionedStorage either(int turn) {
        return turn % 2 == 0 ? first : second;
    }

    /**
     * Opens another instance over the same backend; it is closed after the check.
     *
     * @param options its options, from {@link #options()}
     * @return the storage
     * @throws Exception if it cannot be opened
     */
    public VersionedStorage open(StorageOptions options) throws Exception {
        return journalled("storage-" + (opened.size() + 1), subject.opener(), options);
    }

    VersionedStorage journalled(String name, Subject.Opener opener, StorageOptions options) throws Exception {
        VersionedStorage plain = opener.open(options);
        if (capabilities.isEmpty()) {
            capabilities = told(plain);
        }
        VersionedStorage storage = journal.over(name, plain);
        opened.add(storage);
        return storage;
    }

    /** What an instance tells of itself, for the report only: whether it is right is for a check to find. */
    private static Optional<Capabilities> told(VersionedStorage storage) {
        try {
            return Optional.ofNullable(storage.capabilities());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts from the options that the trial's own instances have.
     *
     * @return default options with the trial's clock
     */
    public StorageOptions.Builder options() {
        return StorageOptions.builder().clock(clock);
    }

    /**
     * Gives the clock of the trial's instances.
     *
     * @return the clock, which stands still unless the check moves it
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * Gives the check's own tenant, with every permission and with {@link #AUTHOR} as its principal.
     *
     * @return the context
     */
    public TenantContext tenant() {
        return tenant;
    }

    /**
     * Gives the check's own tenant with other permissions.
     *
     * @param permissions the permissions
     * @return the context
     */
    public TenantContext tenant(TenantPermissions permissions) {
        return context(tenant.tenant().value(), permissions);
    }

    /**
     * Gives another tenant of the check's, whose name differs from the check's own by a suffix.
     *
     * @param suffix what to append to the name
     * @return the context, with every permission
     */
    public TenantContext tenantLike(String suffix) {
        return context(tenant.tenant().value() + suffix, TenantPermissions.fullAccess());
    }

    /**
     * Gives the tenant that must never notice the check.
     *
     * @return the context, with every permission
     */
    public TenantContext neighbour() {
        return neighbour.context();
    }

    /**
     * Takes a fresh key of the check's tenant, absent there, and plants the same type and id in the neighbour.
     *
     * @param type the resource type
     * @return the key
     */
    public ResourceKey key(String type) {
        return key(type, String.format("r%d-%08x", keys.size() + 1, random.nextInt()));
    }

    /**
     * Takes a key of the check's tenant, and plants the same type and id in the neighbour.
     *
     * @param type the resource type
     * @param id the logical id
     * @return the key
     */
    public ResourceKey key(String type, String id) {
        ResourceKey key = new ResourceKey(tenant.tenant(), type, id);
        if (keys.add(key)) {
            neighbour.plant(type, id);
        }
        return key;
    }

    /**
     * Gives the keys that were taken.
     *
     * @return the keys, in the order of taking
     */
    public List<ResourceKey> keys() {
        return List.copyOf(keys);
    }

    /**
     * Makes content that no other call gives.
     *
     * @return a small JSON object
     */
    public Content content() {
        int number = contents.incrementAndGet();
        return Content.of("{\"resourceType\":\"Any\",\"number\":" + number + ",\"secret\":\""
                + Secrets.word(seed, number) + "\"}");
    }

    /**
     * Makes content of a given size that no other call gives.
     *
     * @param bytes its size, at least 100
     * @return a JSON object of exactly this size
     */
    public Content content(int bytes) {
        String start = "{\"number\":" + contents.incrementAndGet() + ",\"filler\":\"";
        return Content.of(start + "x".repeat(bytes - start.length() - 2) + "\"}");
    }

    /**
     * Gives the random numbers of this check, which depend on the seed and the check's name.
     *
     * @return the source
     */
    public Random random() {
        return random;
    }

    /**
     * Gives what runs tasks at once.
     *
     * @return the rendezvous
     */
    public Rendezvous rendezvous() {
        return rendezvous;
    }

    /**
     * Tells whether the subject declares a capability.
     *
     * @param capability the capability
     * @return whether it is declared
     */
    public boolean declares(Capability capability) {
        return subject.declared().contains(capability);
    }

    /**
     * Tells in the report what a check reached, such as the contention of a race.
     *
     * @param note in words
     */
    public void note(String note) {
        notes.add(note);
    }

    /**
     * Tells in the report how much the operations of histories met, beside what was told before.
     *
     * @param histories how many histories
     * @param operations how many operations they have
     * @param reached their contention
     */
    void met(long histories, long operations, Contention reached) {
        Map.of(
                        "histories", histories,
                        "operations", operations,
                        "overlaps", reached.overlaps(),
                        "acrossInstances", reached.acrossInstances(),
                        "races", reached.races(),
                        "conflicts", reached.conflicts())
                .forEach((name, value) -> contention.merge(name, value, Long::sum));
    }

    /** Tells in the report how many random sequences were compared with the model, beside what was told before. */
    void played(long sequences) {
        contention.merge("sequences", sequences, Long::sum);
    }

    /**
     * Waits until something that may take a while without being wrong is so, such as the feed's having caught up.
     *
     * @param <T> what is waited for
     * @param what what is expected, in words, for the failure after the subject's deadline
     * @param attempt gives the thing, or empty to be asked again
     * @return the thing
     */
    public <T> T await(String what, Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + subject.deadline().toNanos();
        while (true) {
            Optional<T> found = attempt.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - end > 0) {
                throw Expect.unmet(what + ", within the subject's deadline of " + subject.deadline(), "it is not so");
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    /**
     * Makes a call that must end within the subject's deadline, whatever has become of the backend.
     *
     * @param <T> what it gives
     * @param call the call
     * @return what it gave, not null; what it throws is thrown
     */
    <T> T inTime(Supplier<T> call) {
        Rendezvous.Outcome<T> outcome =
                rendezvous.<T>run(List.of(call::get)).all().get(0);
        if (outcome.thrown().orElse(null) instanceof Error error) {
            throw error;
        }
        if (outcome.thrown().orElse(null) instanceof RuntimeException exception) {
            throw exception;
        }
        return outcome.value().orElseThrow(() -> Expect.unmet("the call gives something", "null"));
    }

    /**
     * Gives the highest version that the check has seen acknowledged of each key, of all tenants.
     *
     * @return the versions; an erasure's marker counts
     */
    public Map<ResourceKey, Long> acknowledged() {
        return journal.acknowledged();
    }

    /**
     * Tells whether one instance sees what another one writes; of a backend that throws or hangs it is not known, and taken
     * to be so.
     */
    boolean sharesOneBackend() {
        Duration patience = subject.deadline().compareTo(PROBE) < 0 ? subject.deadline() : PROBE;
        return CompletableFuture.supplyAsync(this::isProbeSeen)
                .completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private boolean isProbeSeen() {
        try (VersionedStorage writer = subject.opener().open(options().build());
                VersionedStorage reader = subject.opener().open(options().build())) {
            ResourceKey probe = new ResourceKey(tenant.tenant(), "Probe", "probe");
            writer.createOrUpdate(tenant, probe, Content.of("{}"));
            return reader.exists(tenant, probe);
        } catch (Exception | Error e) {
            return true;
        }
    }

    Subject subject() {
        return subject;
    }

    Journal journal() {
        return journal;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    String contention() {
        return contention.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(","));
    }

    Optional<Capabilities> capabilities() {
        return capabilities;
    }

    void audit() {
        neighbour.audit();
    }

    /** Closes every instance, the last one first; the first failure is thrown after all were closed. */
    void close() {
        rendezvous.close();
        RuntimeException failure = null;
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
