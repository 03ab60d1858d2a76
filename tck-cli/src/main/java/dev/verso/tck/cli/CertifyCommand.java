package dev.verso.tck.cli;

import dev.verso.tck.DeepRun;
import dev.verso.tck.Subject;
import dev.verso.tck.SubjectFactory;
import dev.verso.tck.cli.AdapterLoader.UnusableAdapterException;
import dev.verso.tck.report.Certificate;
import dev.verso.tck.report.CertificateListener;
import dev.verso.tck.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the kit on an adapter and writes its certificate. */
@Command(
        name = "certify",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        sortOptions = false,
        description = {
            "Runs the kit on an adapter, and writes tck-report.json, tck-report.html and badge.svg.",
            "",
            "The factory is a public class with a public constructor without parameters that implements"
                    + " dev.verso.tck.SubjectFactory:",
            "",
            "  public final class Factory implements SubjectFactory {",
            "      public Subject subject() {",
            "          return Subject.of(\"mine\", \"1.0\", o -> VersionedStorage.over(MyStore.open(), o))",
            "                  .declares(Capability.SCANS);",
            "      }",
            "  }",
            "",
            "What it declares must work, and all else must refuse. DURABLE asks for a fault port too (Subject.faults)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Certified.",
            "1:A rule is broken.",
            "2:The command is wrong, or the adapter cannot be loaded.",
            "3:Nothing was found broken, but not everything was checked (--only, an error, no fault port): no certificate."
        })
final class CertifyCommand implements Callable<Integer> {

    private static final String SEED = "verso.tck.seed";
    private static final String AGAIN = "verso.tck.again";
    private static final String AGAIN_LIN = "verso.tck.again.lin";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--adapter",
            required = true,
            split = ",",
            paramLabel = "JAR",
            description = {
                "The adapter's jar, or its directory of classes, and what it needs beyond Verso itself:"
                        + " separated by commas, or given again; lib/* is every jar in lib."
            })
    private List<String> adapter = new ArrayList<>();

    @Option(names = "--factory", required = true, paramLabel = "CLASS", description = "The factory's full name.")
    private String factory = "";

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "RULES",
            description = "Only these chapters, rules or checks, such as VER or LOCK-01: no certificate then.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Repeats the random choices of another run.")
    private @Nullable Long seed;

    @Option(
            names = "--deep",
            arity = "0..1",
            fallbackValue = "5m",
            paramLabel = "DURATION",
            description = "Goes on with fresh seeds for this long, such as 30s or 1h; 5m if it is not said.")
    private Optional<String> deep = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "verso-tck",
            description = "Where to write. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("verso-tck");

    @Override
    public Integer call() throws IOException {
        List<DiscoverySelector> checks = checks();
        properties();
        try (URLClassLoader loader = AdapterLoader.over(adapter)) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                SubjectFactory made = AdapterLoader.factory(loader, factory);
                try {
                    AdapterTck.judges(subject(made));
                    return told(run(checks));
                } finally {
                    close(made);
                }
            } finally {
                thread.setContextClassLoader(before);
            }
        } catch (UnusableAdapterException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void properties() {
        if (seed != null) {
            System.setProperty(SEED, Long.toString(seed));
        }
        deep.ifPresent(duration -> {
            try {
                DeepRun.parse(duration);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--deep: " + e.getMessage(), e);
            }
            System.setProperty(DeepRun.PROPERTY, duration);
        });
        System.setProperty(CertificateListener.OUTPUT, out.toString());
        System.setProperty(AGAIN_LIN, "verso-tck ");
        System.setProperty(
                AGAIN,
                "verso-tck certify --adapter " + Words.quoted(adapter) + " --factory " + Words.quoted(factory)
                        + " --only {check} --seed {seed}"
                        + deep.map(duration -> " --deep " + Words.quoted(duration))
                                .orElse(""));
    }

    private static Subject subject(SubjectFactory factory) throws UnusableAdapterException {
        Subject subject;
        try {
            subject = factory.subject();
        } catch (Exception | LinkageError e) {
            throw new UnusableAdapterException(
                    factory.getClass().getName() + ".subject() threw " + e + ": nothing was judged", e);
        }
        if (subject == null) {
            throw new UnusableAdapterException(factory.getClass().getName() + ".subject() gave null");
        }
        return subject;
    }

    private void close(SubjectFactory made) {
        if (made instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                spec.commandLine().getErr().println("The factory could not be closed: " + e);
            }
        }
    }

    private List<DiscoverySelector> checks() {
        if (only.isEmpty()) {
            return List.of(DiscoverySelectors.selectClass(AdapterTck.class));
        }
        List<DiscoverySelector> selected = new ArrayList<>();
        for (String wanted : only) {
            List<Method> found = Arrays.stream(AdapterTck.class.getMethods())
                    .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                    .filter(method -> (method.getName() + "_").startsWith(wanted.replace('-', '_') + "_"))
                    .toList();
            if (found.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "The kit has no check of " + wanted
                                + "; name a chapter such as VER, or a rule such as LOCK-01");
            }
            found.forEach(method -> selected.add(DiscoverySelectors.selectMethod(AdapterTck.class, method)));
        }
        return selected;
    }

    private Report run(List<DiscoverySelector> checks) throws IOException {
        AtomicReference<@Nullable Report> written = new AtomicReference<>();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(checks)
                                .build(),
                        new Progress(spec.commandLine().getErr(), System.console() != null),
                        new CertificateListener(test -> out, (report, directory) -> written.set(report)));
        Report report = written.get();
        if (report == null) {
            throw new IOException("No report could be written to " + out);
        }
        return report;
    }

    /** How much was drawn at random, of which a longer run has more. */
    private static String checked(Map<String, Long> reached) {
        return String.format(
                Locale.ROOT,
                "Checked: %,d histories of %,d operations, %,d random sequences",
                reached.getOrDefault("histories", 0L),
                reached.getOrDefault("operations", 0L),
                reached.getOrDefault("sequences", 0L));
    }

    private int told(Report report) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(Words.line(Certificate.line(report)));
        report.reasons().forEach(reason -> console.println("  " + Words.line(reason)));
        console.println(checked(report.run().contention()));
        console.println("Written to " + out.resolve(Certificate.PAGE));
        console.flush();
        return switch (report.status()) {
            case CERTIFIED -> VersoTck.DONE;
            case FAILED -> VersoTck.FAILED;
            case INCOMPLETE -> VersoTck.INCOMPLETE;
        };
    }
}
