package dev.verso.tck.report;

import dev.verso.Capability;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.store.RevisionStoreTck;
import java.util.Set;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs of a kit within a test, heard by nobody but the test. Every check ends as an ERROR, as no backend is there. */
final class KitRuns {

    private KitRuns() {}

    /** The contract's kit over nothing. */
    static class Driving extends VersionedStorageTck {

        @Override
        protected Subject subject() {
            return Subject.of("nothing", "0", options -> {
                        throw new IllegalStateException("No backend");
                    })
                    .declares(Capability.SCANS);
        }
    }

    /** The store's kit over nothing. */
    static class Driven extends RevisionStoreTck {

        @Override
        protected String name() {
            return "nothing 0";
        }

        @Override
        protected RevisionStore open() {
            throw new IllegalStateException("No backend");
        }

        @Override
        protected Set<Capability> declared() {
            return Set.of();
        }
    }

    static void run(TestExecutionListener listener, DiscoverySelector... selectors) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(request, listener);
    }
}
