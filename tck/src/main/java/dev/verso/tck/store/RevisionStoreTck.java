package dev.verso.tck.store;

import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Judges a backend at the driven port: every condition in every state, races, positions, short pages.
 *
 * <p>The author of a backend extends it, besides {@code VersionedStorageTck}, in one class of a few lines:
 *
 * <pre>{@code
 * class MyRevisionStoreTck extends RevisionStoreTck {
 *     private final MyDatabase database = MyDatabase.inMemory();
 *
 *     protected String name() {
 *         return "my store 1.0";
 *     }
 *
 *     protected RevisionStore open() {
 *         return MyRevisionStore.over(database);
 *     }
 *
 *     protected Set<Capability> declared() {
 *         return Set.of(Capability.SCANS);
 *     }
 * }
 * }</pre>
 *
 * <p>Checks are named by the rule that they check, so that {@code -Dtest=MyRevisionStoreTck#LOCK_01*} runs those of one.
 * Each works in two tenants of its own and leaves its data behind, and compares all that can be read of both with a model
 * when it ends. A capability that is not declared is checked too: it must refuse and do nothing (CAP-02).
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@ExtendWith(StoreCheck.class)
public abstract class RevisionStoreTck
        implements AppendRules,
                TimeRules,
                ReadRules,
                HistoryRules,
                ScanRules,
                RaceRules,
                BatchRules,
                FeedRules,
                ErasureRules,
                InstanceRules {

    /** The system property that sets the seed of every check, so as to run a failed one again. */
    public static final String SEED_PROPERTY = "verso.tck.seed";

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private @Nullable StoreTrial trial;

    /** For subclasses. */
    protected RevisionStoreTck() {}

    /**
     * Names the adapter.
     *
     * @return name and version, for messages
     */
    protected abstract String name();

    /**
     * Opens a new instance over the same data at each call; the kit closes it.
     *
     * @return the instance, another one at each call
     * @throws Exception if the backend cannot be reached, which fails the check
     */
    protected abstract RevisionStore open() throws Exception;

    /**
     * Says what the adapter declares: that must work, and all else must refuse (CAP-02).
     *
     * @return exactly what {@link RevisionStore#capabilities()} declares
     */
    protected abstract Set<Capability> declared();

    /**
     * Says after how long a race, or a feed that has not caught up, counts as hanging; nothing else is timed.
     *
     * @return the deadline; two minutes unless overridden
     */
    protected Duration deadline() {
        return DEADLINE;
    }

    @Override
    public final StoreTrial trial() {
        if (trial == null) {
            throw new IllegalStateException("A check runs only under JUnit");
        }
        return trial;
    }

    final RevisionStore opened() {
        try {
            return open();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new BackendUnavailableException(name() + " could not be opened", e);
        }
    }

    final void begin(StoreTrial newTrial) {
        this.trial = newTrial;
    }
}
