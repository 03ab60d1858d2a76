package dev.verso.tck.zoo;

import java.util.Locale;

/** One of the two kits that a backend's author runs. */
enum Kit {
    /** The kit over {@link dev.verso.VersionedStorage}, the driving port. */
    STORAGE,
    /** The kit over {@link dev.verso.spi.RevisionStore}, the driven port. */
    STORE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
