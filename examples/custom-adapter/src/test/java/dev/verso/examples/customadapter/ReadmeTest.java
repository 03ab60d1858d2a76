package dev.verso.examples.customadapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's certification is the one that runs here. */
class ReadmeTest {

    private static final Path README = Path.of("..", "..", "README.md");
    private static final Path CERTIFICATION =
            Path.of("src/test/java/dev/verso/examples/customadapter/FileLogVersionedStorageTck.java");

    @Test
    void the_class_that_the_readme_shows_is_the_one_that_certifies_this_adapter() throws IOException {
        String source = Files.readString(CERTIFICATION);
        String declaration = source.substring(source.indexOf("\nclass ") + 1);

        assertThat(Files.readString(README)).contains("```java\n" + declaration + "```");
    }
}
