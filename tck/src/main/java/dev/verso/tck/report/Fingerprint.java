package dev.verso.tck.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The SHA-256 of a file, or of all that is in a directory. Stateless. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Of a directory: of a line for each file, its hash, two spaces, its path with slashes, in the order of the paths. */
    static String of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        SortedMap<String, Path> sorted = new TreeMap<>();
        files.forEach(file -> sorted.put(path.relativize(file).toString().replace('\\', '/'), file));
        StringBuilder lines = new StringBuilder();
        for (var file : sorted.entrySet()) {
            lines.append(ofFile(file.getValue()))
                    .append("  ")
                    .append(file.getKey())
                    .append('\n');
        }
        return of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
