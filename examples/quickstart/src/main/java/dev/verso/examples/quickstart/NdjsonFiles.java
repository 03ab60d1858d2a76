package dev.verso.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that the command line means. */
final class NdjsonFiles {

    private NdjsonFiles() {}

    /**
     * Finds every file, each once: a file as it was named, a directory's {@code .ndjson} and {@code .ndjson.gz} files,
     * those of its subdirectories included, in the order of their paths.
     *
     * @throws IOException if a path does not exist or cannot be read, or a directory has no such file; the message is
     *     meant for people
     */
    static List<Path> find(Collection<Path> paths) throws IOException {
        Map<Path, Path> byRealPath = new LinkedHashMap<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IOException(path + ": no such file or directory");
            }
            List<Path> files = Files.isDirectory(path) ? within(path) : List.of(path);
            for (Path file : files) {
                if (!Files.isReadable(file)) {
                    throw new IOException(file + ": no permission to read it");
                }
                // A pipe has no path of its own.
                byRealPath.putIfAbsent(Files.isRegularFile(file) ? file.toRealPath() : file, file);
            }
        }
        return List.copyOf(byRealPath.values());
    }

    private static List<Path> within(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(NdjsonFiles::isNdjson)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IOException(directory + ": cannot be listed: " + e, e);
        }
        if (files.isEmpty()) {
            throw new IOException(directory + ": no .ndjson or .ndjson.gz file in this directory");
        }
        return files;
    }

    private static boolean isNdjson(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.endsWith(".ndjson") || name.endsWith(".ndjson.gz");
    }
}
