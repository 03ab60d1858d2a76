package dev.verso.tck.cli;

import dev.verso.tck.SubjectFactory;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Loads an adapter's jars beside the kit, and makes its factory; what is wrong with them is told in one sentence. */
final class AdapterLoader {

    private AdapterLoader() {}

    /** What an author of an adapter got wrong. */
    static final class UnusableAdapterException extends Exception {

        private static final long serialVersionUID = 1;

        UnusableAdapterException(String message) {
            super(message);
        }

        UnusableAdapterException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static URLClassLoader over(List<String> entries) throws UnusableAdapterException {
        List<URL> urls = new ArrayList<>();
        for (String entry : entries) {
            for (Path path : paths(entry)) {
                requireReadable(path);
                try {
                    urls.add(path.toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new UnusableAdapterException(path + " cannot be on a class path", e);
                }
            }
        }
        return new URLClassLoader("adapter", urls.toArray(URL[]::new), AdapterLoader.class.getClassLoader());
    }

    /** A jar, a directory of classes, or {@code lib/*} for all jars in a directory, as java -cp has it. */
    private static List<Path> paths(String entry) throws UnusableAdapterException {
        if (!entry.endsWith("*")) {
            return List.of(Path.of(entry));
        }
        Path directory = Path.of(entry.substring(0, entry.length() - 1));
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw new UnusableAdapterException(directory + " is no directory that can be read", e);
        }
        if (jars.isEmpty()) {
            throw new UnusableAdapterException("There is no jar in " + directory);
        }
        jars.sort(null);
        return jars;
    }

    private static void requireReadable(Path path) throws UnusableAdapterException {
        if (!Files.exists(path)) {
            throw new UnusableAdapterException("There is no jar or directory " + path);
        }
        if (Files.isRegularFile(path)) {
            try (ZipFile jar = new ZipFile(path.toFile())) {
                if (jar.size() == 0) {
                    throw new UnusableAdapterException(path + " is an empty jar");
                }
            } catch (ZipException e) {
                throw new UnusableAdapterException(path + " is no jar: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new UnusableAdapterException(path + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    static SubjectFactory factory(ClassLoader loader, String name) throws UnusableAdapterException {
        Class<?> type;
        try {
            type = Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new UnusableAdapterException(
                    "There is no class " + name + " in what --adapter names; give its full name, such as my.Factory",
                    e);
        } catch (LinkageError e) {
            throw new UnusableAdapterException(
                    name + " cannot be loaded: " + e + "; give the jars that it needs with --adapter too", e);
        }
        if (!SubjectFactory.class.isAssignableFrom(type)) {
            throw new UnusableAdapterException(name + " does not implement " + SubjectFactory.class.getName());
        }
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new UnusableAdapterException(name + " must be a public class that is not abstract");
        }
        return instance(type);
    }

    private static SubjectFactory instance(Class<?> type) throws UnusableAdapterException {
        Constructor<?> constructor;
        try {
            constructor = type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new UnusableAdapterException(type.getName() + " has no public constructor without parameters", e);
        }
        try {
            return (SubjectFactory) constructor.newInstance();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnusableAdapterException("The constructor of " + type.getName() + " threw " + cause, cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnusableAdapterException(type.getName() + " cannot be made: " + e, e);
        }
    }
}
