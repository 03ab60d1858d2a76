package dev.verso.tck.store;

import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checks' assertions; the rule, the trace and the seed are added where a check ends. */
final class Require {

    /** Where what is seen says already what is wrong with it. */
    private static final String THE_RULE = "what the rule says";

    private Require() {}

    /** An expectation that was not met. */
    static final class Unmet extends AssertionError {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String expected;
        private final String seen;

        Unmet(String expected, String seen) {
            super("expected: " + expected + "; seen: " + seen);
            this.expected = expected;
            this.seen = seen;
        }

        String expected() {
            return expected;
        }

        String seen() {
            return seen;
        }
    }

    static Unmet unmet(String expected, String seen) {
        return new Unmet(expected, seen);
    }

    static void that(boolean holds, String otherwise) {
        that(holds, () -> otherwise);
    }

    static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw unmet(THE_RULE, otherwise.get());
        }
    }

    static <T> T present(@Nullable T value, Supplier<String> otherwise) {
        if (value == null) {
            throw unmet(THE_RULE, otherwise.get());
        }
        return value;
    }

    static void equal(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw unmet(what + " = " + Trace.show(expected), Trace.show(actual));
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
            throw unmet(
                    what + " has " + expected.size() + " entries",
                    actual.size() + " entries; " + (longer == expected ? "missing: " : "too many: ")
                            + Trace.show(longer.subList(shared, longer.size())));
        }
    }

    static <T extends Throwable> T thrown(Class<T> type, Runnable call, String what) {
        String expected = what + " throws " + type.getSimpleName();
        try {
            call.run();
        } catch (Unmet e) {
            throw e;
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw unmet(expected, "it throws " + thrown.getClass().getName() + ": " + thrown.getMessage());
        }
        throw unmet(expected, "it returns normally");
    }
}
