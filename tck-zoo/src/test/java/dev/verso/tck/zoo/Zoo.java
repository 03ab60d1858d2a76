package dev.verso.tck.zoo;

import java.util.List;
import java.util.stream.Stream;

/** All mutants, in the order of the contract's chapters. */
final class Zoo {

    private Zoo() {}

    static List<Mutant> all() {
        return Stream.of(
                        KeyMutants.all(),
                        VersionMutants.all(),
                        LockMutants.all(),
                        DeletionMutants.all(),
                        HistoryMutants.all(),
                        ListMutants.all(),
                        ContentMutants.all(),
                        TenantMutants.all(),
                        ErrorMutants.all(),
                        BatchMutants.all(),
                        FeedMutants.all(),
                        ErasureMutants.all(),
                        FaultMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Gives those that the system property verso.zoo.only names, with commas between them; all if it names none. */
    static List<Mutant> chosen() {
        String only = System.getProperty("verso.zoo.only", "");
        return only.isBlank()
                ? all()
                : Stream.of(only.split(",")).map(Zoo::named).toList();
    }

    /** Gives the mutant whose defect has a name. */
    static Mutant named(String name) {
        return all().stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no mutant " + name));
    }
}
