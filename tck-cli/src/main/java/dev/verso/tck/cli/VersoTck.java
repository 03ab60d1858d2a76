package dev.verso.tck.cli;

import dev.verso.tck.lin.LinCommand;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code verso-tck}. */
@Command(
        name = "verso-tck",
        usageHelpWidth = 100,
        mixinStandardHelpOptions = true,
        versionProvider = VersoTck.Version.class,
        subcommands = {
            CertifyCommand.class,
            CompareCommand.class,
            VerifyCommand.class,
            VersoTck.Lin.class,
            HelpCommand.class
        },
        description = "Judges backends of Verso by the contract, without a build.",
        footer = {
            "",
            "For instance:",
            "  verso-tck certify --adapter my.jar --factory my.Factory",
            "  verso-tck compare mine/tck-report.json theirs/tck-report.json --html compare.html",
            "  verso-tck verify tck-report.json --kit verso-tck.jar --adapter my.jar",
            "  verso-tck help certify"
        })
public final class VersoTck implements Callable<Integer> {

    /** The level that was aimed at is reached; or, for the other commands, all is well. */
    static final int DONE = 0;

    /** A rule is broken; or reports differ, or do not hold. */
    static final int FAILED = 1;

    /** The command is wrong, or a file cannot be read. */
    static final int WRONG_USAGE = 2;

    /** Nothing was found broken, but not everything was checked. */
    static final int INCOMPLETE = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private VersoTck() {}

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new VersoTck())
                .setOut(new java.io.PrintWriter(out, true))
                .setErr(new java.io.PrintWriter(err, true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    command.getErr().println("verso-tck: " + thrown);
                    return WRONG_USAGE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to do: certify, compare, verify or lin");
    }

    /** Passes on to the checker of histories. */
    @Command(
            name = "lin",
            description = "Checks a saved history again: lin check FILE [--svg PICTURE].",
            mixinStandardHelpOptions = true)
    static final class Lin implements Callable<Integer> {

        @Parameters(arity = "0..*", hidden = true)
        private List<String> words = new ArrayList<>();

        @CommandLine.Option(names = "--svg", paramLabel = "PICTURE", description = "Where to draw a violation.")
        private String picture = "";

        @Override
        public Integer call() {
            List<String> arguments = new ArrayList<>(words);
            if (!picture.isEmpty()) {
                arguments.addAll(List.of("--svg", picture));
            }
            return LinCommand.run(arguments, System.out, System.err);
        }
    }

    /** Tells the version of the kit. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "verso-tck " + dev.verso.tck.report.Certificate.kitVersion() + ", contract "
                        + dev.verso.tck.Rules.contract()
            };
        }
    }
}
