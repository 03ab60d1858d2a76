package dev.verso.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What a run of the program printed, and its exit code. */
record Captured(int exitCode, String out, String err) {

    static Captured run(Object... arguments) {
        return with(false, false, terminal -> Quickstart.run(terminal, text(arguments)));
    }

    static Captured runOnATerminal(boolean colours, Object... arguments) {
        return with(true, colours, terminal -> Quickstart.run(terminal, text(arguments)));
    }

    private static Captured with(boolean interactive, boolean colours, ToIntFunction<Terminal> program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(stream(out), stream(err), interactive, colours);
        int exitCode = program.applyAsInt(terminal);
        return new Captured(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    /** The output without what differs from run to run: times, fresh ids, durations. */
    String steadyOut() {
        return out.replaceAll("\\d\\d:\\d\\d:\\d\\d\\.\\d{6}", "TIME")
                .replaceAll("CarePlan/[0-9a-f]{8}\\.\\.", "CarePlan/ID")
                .replaceAll("(?m)^( *(\u001b\\[1m)?Time.*? )[0-9.]+ s.*$", "$1SECONDS")
                .replaceAll("(?m)^ *(\u001b\\[1m)?Heap .*$", "HEAP");
    }

    private static String[] text(Object... arguments) {
        return Stream.of(arguments)
                .map(argument -> argument instanceof Path path ? path.toString() : String.valueOf(argument))
                .toArray(String[]::new);
    }
}
