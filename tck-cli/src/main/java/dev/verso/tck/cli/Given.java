package dev.verso.tck.cli;

import dev.verso.tck.report.Report;
import dev.verso.tck.report.UnreadableReportException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Files that a command line names. Stateless. */
final class Given {

    private Given() {}

    static Report report(Path given, CommandSpec spec) throws IOException {
        Path file = Files.isDirectory(given) ? given.resolve(Report.FILE) : given;
        require(file, spec);
        try {
            return Report.read(file);
        } catch (UnreadableReportException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (MalformedInputException e) {
            throw new ParameterException(spec.commandLine(), file + " is not a report of the kit: no UTF-8 text", e);
        }
    }

    static void require(Path file, CommandSpec spec) {
        if (!Files.exists(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file);
        }
    }

    static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, text);
    }
}
