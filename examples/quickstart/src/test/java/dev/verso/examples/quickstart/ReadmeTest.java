package dev.verso.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code, compiled and run as a reader would. */
class ReadmeTest {

    private static final Path README = Path.of("..", "..", "README.md");
    private static final Pattern CODE_AND_OUTPUT =
            Pattern.compile("```java\\n(.*?)```\\s+```\\n(.*?)```", Pattern.DOTALL);

    @Test
    void the_ten_lines_print_what_the_readme_says(@TempDir Path directory) throws Exception {
        Matcher blocks = CODE_AND_OUTPUT.matcher(Files.readString(README));
        assertThat(blocks.find()).as("README has code followed by its output").isTrue();

        String printed = run(directory, blocks.group(1));

        assertThat(printed).isEqualTo(blocks.group(2));
    }

    @Test
    void the_commands_stand_under_their_headings() throws IOException {
        String readme = Files.readString(README);

        assertThat(readme).containsPattern("(?s)## Quick start\\n[^#]*?```sh\\nmvn [^\\n]+\\n```");
        assertThat(readme).containsPattern("(?s)## Test\\n[^#]*?```sh\\nmvn [^\\n]+ verify\\n```");
    }

    private static String run(Path directory, String statements) throws Exception {
        Path source = directory.resolve("Readme.java");
        Files.writeString(source, """
                import dev.verso.*;
                import dev.verso.memory.*;

                public final class Readme {
                    public static void main(String[] args) {
                %s    }
                }
                """.formatted(statements.indent(8)));
        compile(source, directory);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            classes.loadClass("Readme").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void compile(Path source, Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-classpath",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "-d",
                    directory.toString());
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as("the README's code compiles: %s", messages).isTrue();
        }
    }
}
