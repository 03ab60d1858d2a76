package dev.verso.tck.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a certificate for each class that extends a kit, under any runner of the JUnit Platform; nothing needs to be set
 * up. It goes to {@code target/verso-tck/<class name>}, or where the system property {@value #OUTPUT} says.
 *
 * <p>The report is there from the beginning, as one of a run that did not come to its end. What is older is deleted before
 * anything else is done, so that it can never be mistaken for the outcome, whatever goes wrong here: that is logged, and
 * harms no test. Thread-safe.
 */
public final class CertificateListener implements TestExecutionListener {

    /** The system property that names the directory of all certificates. */
    public static final String OUTPUT = "verso.tck.output";

    private static final Logger LOG = LoggerFactory.getLogger("dev.verso.tck");

    /** Those of this JVM: a runner that runs failed tests again makes one more plan, and a new listener, for them. */
    private static final Map<Class<?>, Session> EARLIER = new LinkedHashMap<>();

    private final Function<Class<?>, Path> directories;
    private final BiConsumer<Report, Path> told;
    private final Function<Session, Report> reports;
    private final Map<Class<?>, Session> sessions = new LinkedHashMap<>();
    private Optional<TestPlan> plan = Optional.empty();

    /** For the JUnit Platform, which finds it as a service. */
    public CertificateListener() {
        this(
                test -> Path.of(System.getProperty(OUTPUT, "target/verso-tck")).resolve(test.getName()),
                CertificateListener::tell);
    }

    /**
     * Writes elsewhere than the system property says.
     *
     * @param directories gives the directory of a class's certificate
     * @param told takes each report after the run, and the directory that it is in
     */
    public CertificateListener(Function<Class<?>, Path> directories, BiConsumer<Report, Path> told) {
        this(directories, told, Session::report);
    }

    CertificateListener(
            Function<Class<?>, Path> directories, BiConsumer<Report, Path> told, Function<Session, Report> reports) {
        this.directories = directories;
        this.told = told;
        this.reports = reports;
    }

    private static void tell(Report report, Path directory) {
        System.out.println(Certificate.line(report) + " (" + directory.resolve(Certificate.PAGE) + ")");
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
        plan = Optional.of(testPlan);
        sessions.clear();
    }

    @Override
    public synchronized void executionStarted(TestIdentifier identifier) {
        if (identifier.isTest()) {
            check(identifier)
                    .ifPresent(source -> session(source.getJavaClass())
                            .ifPresent(
                                    session -> session.began(identifier.getUniqueId(), observed(identifier, source))));
        } else {
            begun(identifier).ifPresent(this::write);
        }
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
        seen(identifier).ifPresent(observed -> observed.told(entry.getKeyValuePairs()));
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier identifier, String reason) {
        tested(identifier)
                .flatMap(this::session)
                .ifPresent(session -> session.obstacle(identifier.getDisplayName() + " was skipped: " + reason));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        boolean successful = result.getStatus() == Status.SUCCESSFUL;
        Optional<Observed> observed = seen(identifier);
        if (observed.isPresent()) {
            observed.get()
                    .finished(
                            successful,
                            result.getStatus() == Status.ABORTED,
                            result.getThrowable().orElse(null));
        } else if (!successful) {
            tested(identifier)
                    .flatMap(this::session)
                    .ifPresent(session -> session.obstacle(identifier.getDisplayName() + " did not come to its end"
                            + result.getThrowable()
                                    .map(thrown -> ": " + Observed.message(thrown))
                                    .orElse("")));
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
        for (Session session : sessions.values()) {
            session.ended();
            Session whole = wholeOf(session);
            Path directory = directories.apply(whole.test());
            write(whole).ifPresent(report -> told.accept(report, directory));
        }
    }

    /** A second run of a part adds nothing: what failed once has failed, whatever it does the second time. */
    private static Session wholeOf(Session session) {
        synchronized (EARLIER) {
            Session earlier = EARLIER.get(session.test());
            if (earlier != null && earlier.isWholeOf(session)) {
                return earlier;
            }
            EARLIER.put(session.test(), session);
            return session;
        }
    }

    private Optional<Report> write(Session session) {
        Path directory = directories.apply(session.test());
        try {
            Certificate.delete(directory);
            Report report = reports.apply(session);
            Certificate.write(report, directory);
            return Optional.of(report);
        } catch (IOException | RuntimeException | LinkageError e) {
            // A kit that somebody damaged may throw anything, its classes included.
            LOG.error(
                    "No certificate of {} could be written to {}",
                    session.test().getName(),
                    directory,
                    e);
            return Optional.empty();
        }
    }

    private Optional<Session> begun(TestIdentifier container) {
        return container
                .getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass())
                .filter(type -> !sessions.containsKey(type))
                .flatMap(this::session);
    }

    private Optional<Session> session(Class<?> type) {
        Session known = sessions.get(type);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Session> made = Kit.of(type).map(kit -> new Session(type, kit));
        made.ifPresent(session -> sessions.put(type, session));
        return made;
    }

    private Optional<Observed> seen(TestIdentifier identifier) {
        return sessions.values().stream()
                .flatMap(session -> session.observed(identifier.getUniqueId()).stream())
                .findFirst();
    }

    private static Observed observed(TestIdentifier identifier, MethodSource source) {
        return new Observed(
                source.getMethodName(),
                source.getJavaMethod().getDeclaringClass().getName(),
                identifier.getDisplayName());
    }

    private static Optional<MethodSource> check(TestIdentifier identifier) {
        return identifier.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
    }

    /** The class that a test or container belongs to. */
    private Optional<Class<?>> tested(TestIdentifier identifier) {
        Optional<TestIdentifier> at = Optional.of(identifier);
        while (at.isPresent()) {
            Optional<Class<?>> type = at.get()
                    .getSource()
                    .flatMap(source -> source instanceof MethodSource method
                            ? Optional.<Class<?>>of(method.getJavaClass())
                            : source instanceof ClassSource declared
                                    ? Optional.<Class<?>>of(declared.getJavaClass())
                                    : Optional.empty());
            if (type.isPresent()) {
                return type;
            }
            TestIdentifier child = at.get();
            at = plan.flatMap(each -> each.getParent(child));
        }
        return Optional.empty();
    }
}
