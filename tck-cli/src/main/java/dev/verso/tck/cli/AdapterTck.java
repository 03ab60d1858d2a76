package dev.verso.tck.cli;

import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import org.jspecify.annotations.Nullable;

/** The kit over the subject of the command line; JUnit makes its instances, so the subject is handed over statically. */
final class AdapterTck extends VersionedStorageTck {

    private static volatile @Nullable Subject subject;

    AdapterTck() {}

    static void judges(Subject next) {
        subject = next;
    }

    @Override
    protected Subject subject() {
        Subject judged = subject;
        if (judged == null) {
            throw new IllegalStateException("Only the command line runs this class");
        }
        return judged;
    }
}
