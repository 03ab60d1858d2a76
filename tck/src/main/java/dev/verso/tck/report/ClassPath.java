package dev.verso.tck.report;

import dev.verso.VersionedStorage;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.report.Report.Artifact;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The jars and directories that a run was made of, each with its hash and the part that it plays.
 *
 * <p>The adapter is looked for by what it is: a jar with a class whose constant pool has {@code RevisionStore}. Each
 * implementation has it, but so does a class that calls a store, so that a library which does is named as an adapter too;
 * what only passes stores on is not. Hashes are taken once in a JVM.
 */
final class ClassPath {

    private static final Map<Path, String> HASHES = new ConcurrentHashMap<>();
    private static final Map<Path, Boolean> STORES = new ConcurrentHashMap<>();
    private static final String STORE = constant("dev/verso/spi/RevisionStore");

    /** What nearly every run has, and is large: no adapter is in these, and looking would take seconds. */
    private static final List<String> NO_ADAPTERS = List.of(
            "ch/qos/logback/",
            "com/fasterxml/jackson/",
            "com/github/dockerjava/",
            "com/mongodb/",
            "com/tngtech/archunit/",
            "net/bytebuddy/",
            "org/assertj/",
            "org/junit/",
            "org/postgresql/",
            "org/testcontainers/");

    private ClassPath() {}

    static List<Artifact> of(Class<?> test) {
        Optional<Path> kit = location(VersionedStorageTck.class);
        Optional<Path> contract = location(VersionedStorage.class);
        Optional<Path> tests = location(test);
        Set<Path> entries = new LinkedHashSet<>();
        kit.ifPresent(entries::add);
        contract.ifPresent(entries::add);
        tests.ifPresent(entries::add);
        entries.addAll(entries(test));
        List<Artifact> artifacts = new ArrayList<>();
        for (Path entry : entries) {
            String role = role(entry, kit, contract, tests);
            artifacts.add(new Artifact(
                    role,
                    Optional.ofNullable(entry.getFileName()).map(Path::toString).orElse(""),
                    Files.isDirectory(entry) ? "directory" : "jar",
                    hash(entry)));
        }
        return artifacts;
    }

    private static String role(Path entry, Optional<Path> kit, Optional<Path> contract, Optional<Path> tests) {
        if (kit.filter(entry::equals).isPresent()) {
            return "kit";
        }
        if (contract.filter(entry::equals).isPresent()) {
            return "contract";
        }
        if (tests.filter(entry::equals).isPresent()) {
            return "tests";
        }
        return STORES.computeIfAbsent(entry, ClassPath::hasStore) ? "adapter" : "library";
    }

    /** Those of the test's class loaders, of the thread's, which has an adapter's own, and of the JVM. */
    private static List<Path> entries(Class<?> test) {
        List<Path> entries = new ArrayList<>();
        for (ClassLoader first :
                Arrays.asList(test.getClassLoader(), Thread.currentThread().getContextClassLoader())) {
            for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
                if (loader instanceof URLClassLoader urls) {
                    Stream.of(urls.getURLs())
                            .map(ClassPath::path)
                            .flatMap(Optional::stream)
                            .forEach(entries::add);
                }
            }
        }
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().normalize());
            }
        }
        return entries.stream().filter(Files::exists).toList();
    }

    static Optional<Path> location(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .flatMap(ClassPath::path);
    }

    private static Optional<Path> path(@Nullable URL url) {
        try {
            return url == null
                    ? Optional.empty()
                    : Optional.of(Path.of(new URI(url.toString().replace(" ", "%20")))
                            .toAbsolutePath()
                            .normalize());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    private static String hash(Path entry) {
        return HASHES.computeIfAbsent(entry, path -> {
            try {
                return Fingerprint.of(path);
            } catch (IOException e) {
                return "";
            }
        });
    }

    private static boolean hasStore(Path entry) {
        try {
            return Files.isDirectory(entry) ? directoryHasStore(entry) : jarHasStore(entry);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean directoryHasStore(Path directory) throws IOException {
        List<Path> classes;
        try (Stream<Path> walk = Files.walk(directory)) {
            classes = walk.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : classes) {
            if (hasStore(Files.readAllBytes(file))) {
                return true;
            }
        }
        return false;
    }

    private static boolean jarHasStore(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (entry.getName().endsWith(".class") && NO_ADAPTERS.stream().noneMatch(entry.getName()::startsWith)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        if (hasStore(in.readAllBytes())) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    /** A text as the constant pool of a class file has it: a tag, its length, its characters. */
    private static String constant(String text) {
        return "\u0001" + (char) (text.length() >> 8) + (char) (text.length() & 0xFF) + text;
    }

    private static boolean hasStore(byte[] type) {
        return new String(type, StandardCharsets.ISO_8859_1).contains(STORE);
    }
}
