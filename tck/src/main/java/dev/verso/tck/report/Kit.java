package dev.verso.tck.report;

import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.store.RevisionStoreTck;
import java.util.Arrays;
import java.util.Optional;

/** The two kits, each with the class that its users extend and the list of what must run. */
enum Kit {
    /** The contract, through the port that applications use. */
    DRIVING("driving", VersionedStorageTck.class, "driving-port.tsv"),
    /** The port that a backend implements. */
    DRIVEN("driven", RevisionStoreTck.class, "driven-port.tsv");

    private final String port;
    private final Class<?> base;
    private final String list;

    Kit(String port, Class<?> base, String list) {
        this.port = port;
        this.base = base;
        this.list = list;
    }

    static Optional<Kit> of(Class<?> test) {
        return Arrays.stream(values())
                .filter(kit -> kit.base.isAssignableFrom(test))
                .findFirst();
    }

    static Optional<Kit> of(String port) {
        return Arrays.stream(values()).filter(kit -> kit.port.equals(port)).findFirst();
    }

    String port() {
        return port;
    }

    String list() {
        return list;
    }

    /** Where the chapters of this kit are: a check that is declared elsewhere is none of the kit's. */
    String chapters() {
        return base.getPackageName() + ".";
    }
}
