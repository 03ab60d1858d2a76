package dev.verso.tck.lin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A history that a program in another language recorded: fields in another order, spaces, escapes, line ends of its own. */
class ForeignHistoryTest {

    private static final String WRITE = "0f3f4b9e-2a55-4d7d-9c4b-0a4b4e9d6a01";
    private static final String CREATE = """
            {"invoked": 100, "returned": 180, "process": 0, "instance": "node-1", "key": "Patient\\/p1", "writeId": "%s",\
             "content": "sha256:5f3a", "operation": "create", "outcome": {"change": "CREATE", "version": 1, "is": "accepted"}}
            """.formatted(WRITE);
    private static final String AUDIT = """
            {"versions": 1, "audit": "Patient/p1"}
            {"change": "CREATE", "slot": 1, "key": "Patient/p1", "content": "sha256:5f3a", "writeId": "%s"}
            """.formatted(WRITE);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void it_is_checked_as_any_other() throws Exception {
        String read = """
                {"operation": "read", "process": 1, "instance": "node-2", "key": "Patient/p1", "invoked": 90,\
                 "returned": 200, "outcome": {"is": "empty"}}
                """;
        assertThat(check("{\"format\": 1, \"history\": \"verso\"}\n\n" + AUDIT + read + CREATE))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("linearizable: 2 operations on 1 keys");
    }

    @Test
    void lines_may_end_as_they_do_elsewhere() throws Exception {
        assertThat(check(("{\"format\": 1, \"history\": \"verso\"}\n" + CREATE + AUDIT).replace("\n", "\r\n")))
                .isZero();
    }

    @Test
    void a_violation_in_it_is_told_and_its_picture_is_well_formed_and_complete_in_itself() throws Exception {
        String read = """
                {"operation": "read", "process": 1, "instance": "<b>&\\"\\ud800\\u0001]]>", "key": "Patient/p1", "invoked": 190,\
                 "returned": 200, "outcome": {"is": "empty"}}
                """;
        assertThat(check("{\"format\": 1, \"history\": \"verso\"}\n" + CREATE + AUDIT + read))
                .isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("not linearizable", "LOCK-06");

        String svg = Files.readString(directory.resolve("picture.svg"));
        Element root = parsed(svg).getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(root.getTextContent()).contains("<b>&\"");
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            assertThat(all.item(i).getNodeName())
                    .isNotIn("script", "image", "use", "a", "foreignObject", "animate", "b");
        }
        assertThat(svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("url(#open)", ""))
                .doesNotContain("http", "url(", "@import", "href");
    }

    private int check(String history) throws IOException {
        Path file = directory.resolve("history.jsonl");
        Files.writeString(file, history);
        List<String> arguments = List.of(
                "check",
                file.toString(),
                "--svg",
                directory.resolve("picture.svg").toString());
        PrintStream told = new PrintStream(out, true, StandardCharsets.UTF_8);
        return LinCommand.run(arguments, told, told);
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
