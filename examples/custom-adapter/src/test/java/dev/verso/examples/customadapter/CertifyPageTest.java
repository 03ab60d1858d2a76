package dev.verso.examples.customadapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This adapter follows the page on certification word for word, and the page names what the build uses. */
class CertifyPageTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Path TESTS = Path.of("src/test/java/dev/verso/examples/customadapter");

    private static String page;

    @BeforeAll
    static void readPage() throws IOException {
        page = Files.readString(ROOT.resolve("docs/certify.md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FileLogVersionedStorageTck", "FileLogRevisionStoreTck"})
    void the_classes_that_the_page_shows_are_those_that_certify_this_adapter(String name) throws IOException {
        String source = Files.readString(TESTS.resolve(name + ".java"));

        assertThat(page).contains("```java\n" + source.substring(source.indexOf("\nclass ") + 1) + "```");
    }

    @Test
    void what_the_page_depends_on_is_what_this_adapter_depends_on() throws IOException {
        String own = withoutSpace(Files.readString(Path.of("pom.xml")));
        List<String> dependencies = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL)
                .matcher(page.substring(page.indexOf("</dependencyManagement>"), page.indexOf("</project>")))
                .results()
                .map(found -> withoutSpace(found.group().replaceAll("<version>.*</version>", "")))
                .toList();

        assertThat(dependencies)
                .hasSize(3)
                .allSatisfy(dependency -> assertThat(own).contains(dependency));
    }

    @ParameterizedTest
    @ValueSource(strings = {"junit.version", "maven.compiler.release"})
    void the_versions_that_the_page_names_are_those_of_the_build(String property) throws IOException {
        assertThat(value(page, property)).isEqualTo(value(Files.readString(ROOT.resolve("pom.xml")), property));
    }

    @Test
    void the_oldest_junit_that_the_page_promises_is_tried_in_every_build() throws IOException {
        String oldest = value(Files.readString(ROOT.resolve("tck-junit5/pom.xml")), "junit.version");

        assertThat(page).contains("from " + oldest.substring(0, oldest.lastIndexOf('.')) + " on");
    }

    private static String value(String text, String property) {
        Matcher value =
                Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<").matcher(text);
        assertThat(value.find()).as(property).isTrue();
        return value.group(1);
    }

    private static String withoutSpace(String xml) {
        return xml.replaceAll("\\s+", "");
    }
}
