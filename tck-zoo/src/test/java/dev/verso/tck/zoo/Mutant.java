package dev.verso.tck.zoo;

import dev.verso.Capability;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The memory backend with one defect, and the rules that must kill it.
 *
 * @param defect the class that has the defect; the first sentence of its Javadoc says it
 * @param declared what the mutant is said to be able to do
 * @param killers the kits and rules that must find it
 * @param store puts the defect into a store; empty if it is in the driving port
 * @param storage opens an instance over a sound backend, with the defect
 * @param harbour makes the backend of a mutant that shows under faults alone; empty for all others
 */
record Mutant(
        Class<?> defect,
        Set<Capability> declared,
        List<Killer> killers,
        Optional<UnaryOperator<RevisionStore>> store,
        BiFunction<RevisionStore, StorageOptions, VersionedStorage> storage,
        Optional<Supplier<Harbour>> harbour) {

    private static final Set<Capability> ALL =
            EnumSet.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);

    /**
     * Who must find the defect.
     *
     * @param kit the kit
     * @param rule the rule that must be found broken
     * @param by where it is found: the rule whose checks find it, or how the name of such a check begins
     */
    record Killer(Kit kit, String rule, String by) {

        @Override
        public String toString() {
            return rule + " (" + kit + ")";
        }
    }

    /** A defect of the driven port. */
    static Mutant ofStore(Class<?> defect, UnaryOperator<RevisionStore> store) {
        return new Mutant(
                defect,
                ALL,
                List.of(),
                Optional.of(store),
                (sound, options) -> VersionedStorage.over(store.apply(sound), options),
                Optional.empty());
    }

    /** A defect of the driving port, in what the engine is asked or answers. */
    static Mutant ofStorage(Class<?> defect, UnaryOperator<VersionedStorage> storage) {
        return ofEngine(defect, (sound, options) -> storage.apply(VersionedStorage.over(sound, options)));
    }

    /** A defect of the driving port, in how the engine is made. */
    static Mutant ofEngine(Class<?> defect, BiFunction<RevisionStore, StorageOptions, VersionedStorage> storage) {
        return new Mutant(defect, ALL, List.of(), Optional.empty(), storage, Optional.empty());
    }

    /** The driven port's defect that shows when the connection to the backend, or the backend, fails. */
    static Mutant underFaults(
            Class<?> defect, UnaryOperator<RevisionStore> store, Function<UnaryOperator<RevisionStore>, Harbour> port) {
        return new Mutant(
                defect,
                EnumSet.of(
                        Capability.SCANS,
                        Capability.ATOMIC_BATCH,
                        Capability.CHANGE_FEED,
                        Capability.ERASURE,
                        Capability.DURABLE),
                List.of(),
                Optional.of(store),
                (sound, options) -> VersionedStorage.over(store.apply(sound), options),
                Optional.of(() -> port.apply(store)));
    }

    /** This mutant, to be killed by a rule in every kit that the defect's port is judged by. */
    Mutant killedBy(String rule) {
        Mutant byStorage = killedBy(Kit.STORAGE, rule);
        return store.isPresent() ? byStorage.killedBy(Kit.STORE, rule) : byStorage;
    }

    /** This mutant, to be killed by a rule of one kit. */
    Mutant killedBy(Kit kit, String rule) {
        return killedBy(kit, rule, rule);
    }

    /**
     * This mutant, to be killed by a rule of one kit in certain checks: those that its race is made for, or those of another
     * rule if it is found by the audit that follows each check.
     */
    Mutant killedBy(Kit kit, String rule, String by) {
        List<Killer> more = new ArrayList<>(killers);
        more.add(new Killer(kit, rule, by));
        return new Mutant(defect, declared, List.copyOf(more), store, storage, harbour);
    }

    /** This mutant, said to be able to do no more than this. */
    Mutant declaring(Capability... capabilities) {
        return new Mutant(defect, Set.of(capabilities), killers, store, storage, harbour);
    }

    /** Gives what opens storages over one backend of this mutant's own. */
    Function<StorageOptions, VersionedStorage> opener() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        return options -> storage.apply(backend.sibling(), options);
    }

    /** Gives what opens stores over one backend of this mutant's own. */
    Supplier<RevisionStore> stores() {
        MemoryRevisionStore backend = MemoryRevisionStore.create();
        return () -> store.orElseThrow().apply(backend.sibling());
    }

    /** Gives the port that has the defect. */
    String port() {
        return store.isPresent() ? "driven" : "driving";
    }

    /** Gives the kits that judge it. */
    Set<Kit> kits() {
        return store.isPresent() && harbour.isEmpty() ? EnumSet.allOf(Kit.class) : EnumSet.of(Kit.STORAGE);
    }

    String name() {
        return defect.getSimpleName();
    }

    @Override
    public String toString() {
        return name();
    }
}
