package dev.verso.examples.quickstart;

import dev.verso.InvalidKeyException;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import dev.verso.VersionedStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: without arguments the tour, with files or directories the import. */
@Command(
        name = "quickstart",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Without arguments: a tour of Verso on the resources of four synthetic patients.",
            "With files or directories: imports all NDJSON in them, one resource a line."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All done.",
            "1:Nothing was done, or not to the end: a file is missing, or the store failed.",
            "2:The command line is wrong.",
            "3:Imported, but some lines were refused or some files could not be read to their end."
        })
public final class Quickstart implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int INCOMPLETE = 3;

    private static final int MOST_THREADS = 256;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIRECTORY",
            description = {
                "Files of NDJSON, plain or gzip, or directories in which every .ndjson and .ndjson.gz is taken.",
                "A line names its key itself, by \"resourceType\" and \"id\"; if that is live already, the line becomes"
                        + " its next version."
            })
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--store",
            paramLabel = "NAME",
            defaultValue = Stores.MEMORY,
            description = {
                "Where to keep the data: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
                "\"postgres\" and \"mongodb\" start a server for this run alone; a URL names one that is there."
            },
            completionCandidates = StoreNames.class)
    private String store = Stores.MEMORY;

    @Option(
            names = "--tenant",
            paramLabel = "ID",
            defaultValue = "demo",
            description = "Whose data it is. Default: ${DEFAULT-VALUE}.")
    private String tenant = "demo";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads write during an import, 1 to " + MOST_THREADS
                    + ". Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this text.")
    private boolean help;

    /** The names that {@code --help} offers. */
    static final class StoreNames extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        StoreNames() {
            super(Stores.names());
        }
    }

    private Quickstart(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs the program, and ends the process unless all went well.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        int exitCode = run(Terminal.system(), arguments);
        if (exitCode != DONE) {
            System.exit(exitCode);
        }
    }

    static int run(Terminal terminal, String... arguments) {
        CommandLine line = new CommandLine(new Quickstart(terminal))
                .setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, given) -> {
                    terminal.err().println("quickstart: " + wrong.getMessage() + " (try --help)");
                    return WRONG_USAGE;
                });
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            terminal.err().println("quickstart: the heap is full; start Java with a larger one (-Xmx)");
            return FAILED;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        TenantContext context = context();
        if (threads < 1 || threads > MOST_THREADS) {
            throw wrong("--threads must be 1 to " + MOST_THREADS + ", not " + threads);
        }
        try {
            List<Path> files = NdjsonFiles.find(paths);
            try (Backend backend = openBackend();
                    VersionedStorage storage = VersionedStorage.over(backend.store())) {
                if (paths.isEmpty()) {
                    new Story(storage, context, new Screen(terminal)).tell();
                    return DONE;
                }
                return runImport(storage, context, files);
            }
        } catch (IOException | ImportStoppedException | StorageException e) {
            terminal.err().println("quickstart: " + e.getMessage());
            return FAILED;
        }
    }

    private TenantContext context() {
        try {
            return TenantContext.of(tenant, TenantPermissions.fullAccess());
        } catch (InvalidKeyException e) {
            throw wrong("--tenant: " + e.getMessage());
        }
    }

    private Backend openBackend() {
        return Stores.open(store, threads)
                .orElseThrow(() -> wrong("--store: there is no store of that name; there is " + Stores.names()));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int runImport(VersionedStorage storage, TenantContext context, List<Path> files)
            throws IOException, ImportStoppedException, InterruptedException {
        long totalBytes = 0;
        for (Path file : files) {
            totalBytes += Files.size(file);
        }
        ImportReport report;
        try (Progress progress = Progress.on(terminal, totalBytes)) {
            report = new Import(storage, context.withPrincipal("import"), progress).run(files, threads);
        }
        print(report, storage.count(context));
        return report.complete() ? DONE : INCOMPLETE;
    }

    private void print(ImportReport report, long live) {
        Screen screen = new Screen(terminal);
        double seconds = Math.max(1e-6, report.elapsed().toNanos() / 1e9);
        Runtime java = Runtime.getRuntime();
        screen.total(
                "Stored",
                "%,d resources, %.1f MB, from %,d files",
                report.stored(),
                report.bytes() / 1e6,
                report.files());
        screen.total("New", "%,d created, %,d as a further version of a live one", report.created(), report.updated());
        screen.total("Refused", "%,d lines, %,d files not read to their end", report.refused(), report.brokenFiles());
        screen.total("Live now", "%,d resources of tenant %s", live, tenant);
        screen.total(
                "Time",
                "%.2f s with %d threads: %,.0f resources/s, %,.1f MB/s",
                seconds,
                threads,
                report.stored() / seconds,
                report.bytes() / 1e6 / seconds);
        screen.total(
                "Heap",
                "%,d MB used of at most %,d MB",
                (java.totalMemory() - java.freeMemory()) >> 20,
                java.maxMemory() >> 20);
    }
}
