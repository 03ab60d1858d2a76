package dev.verso.tck.cli;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.tck.Subject;
import dev.verso.tck.SubjectFactory;

/** Factories as authors of adapters write them, right and wrong. */
public final class Factories {

    private Factories() {}

    /** Right. */
    public static final class Memory implements SubjectFactory, AutoCloseable {

        static boolean closed;

        @Override
        public Subject subject() {
            closed = false;
            MemoryRevisionStore backend = MemoryRevisionStore.create();
            return Subject.of("memory", "1.0", options -> VersionedStorage.over(backend.sibling(), options))
                    .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Declares what the instances do not. */
    public static final class Boasting implements SubjectFactory {

        @Override
        public Subject subject() {
            MemoryRevisionStore backend = MemoryRevisionStore.create();
            return Subject.of("boasting", "1.0", options -> VersionedStorage.over(backend.sibling(), options))
                    .declares(Capability.DURABLE);
        }
    }

    /** Declares what the instances do not, under a name that would clear a terminal. */
    public static final class Hostile implements SubjectFactory {

        @Override
        public Subject subject() {
            MemoryRevisionStore backend = MemoryRevisionStore.create();
            return Subject.of(
                            "hostile\u001b[2J\u009b\u202e\r",
                            "1.0",
                            options -> VersionedStorage.over(backend.sibling(), options))
                    .declares(Capability.DURABLE);
        }
    }

    /** Is none. */
    public static final class None {}

    /** Cannot be made from outside. */
    public static final class Closed implements SubjectFactory {

        private Closed() {}

        @Override
        public Subject subject() {
            throw new IllegalStateException();
        }
    }

    /** Is not public. */
    static final class Hidden implements SubjectFactory {

        @Override
        public Subject subject() {
            throw new IllegalStateException();
        }
    }

    /** Fails when it is made. */
    public static final class Throwing implements SubjectFactory {

        /** Fails. */
        public Throwing() {
            throw new IllegalStateException("no configuration");
        }

        @Override
        public Subject subject() {
            throw new IllegalStateException();
        }
    }

    /** Fails when it is asked. */
    public static final class Unreachable implements SubjectFactory {

        @Override
        public Subject subject() {
            throw new IllegalStateException("no server there");
        }
    }

    /** Gives nothing. */
    public static final class Nothing implements SubjectFactory {

        @Override
        public Subject subject() {
            return null;
        }
    }
}
