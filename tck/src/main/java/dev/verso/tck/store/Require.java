package dev.verso.tck.store;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** The checks' assertions; the rule, the trace and the seed are added where a check ends. */
final class Require {

    private Require() {}

    static void that(boolean holds, String otherwise) {
        that(holds, () -> otherwise);
    }

    static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    static <T> T present(@Nullable T value, Supplier<String> otherwise) {
        if (value == null) {
            throw new AssertionError(otherwise.get());
        }
        return value;
    }

    static void equal(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionFailedError(
                    what + "\n    expected: " + Trace.show(expected) + "\n    but was:  " + Trace.show(actual),
                    expected,
                    actual);
        }
    }

    /** Compares two lists and says where they part. */
    static void equalLists(List<?> expected, List<?> actual, String what) {
        int shared = Math.min(expected.size(), actual.size());
        for (int i = 0; i < shared; i++) {
            equal(expected.get(i), actual.get(i), what + ", entry " + i);
        }
        if (expected.size() != actual.size()) {
            List<?> longer = expected.size() > shared ? expected : actual;
            throw new AssertionFailedError(
                    what + ": expected " + expected.size() + " entries but were " + actual.size() + "; "
                            + (longer == expected ? "missing: " : "too many: ")
                            + Trace.show(longer.subList(shared, longer.size())),
                    expected,
                    actual);
        }
    }

    static <T extends Throwable> T thrown(Class<T> type, Runnable call, String what) {
        try {
            call.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new AssertionFailedError(
                    what + " throws " + thrown.getClass().getSimpleName() + ", not " + type.getSimpleName(), thrown);
        }
        throw new AssertionError(what + " returns normally; it must throw " + type.getSimpleName());
    }
}
