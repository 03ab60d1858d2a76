package dev.verso.tck.zoo;

import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that shows the zoo, made of the mutants, what their Javadoc says, and the rules. */
final class ZooPage {

    private static final String SOURCES = "tck-zoo/src/test/java/dev/verso/tck/zoo";
    private static final Pattern DEFECT = Pattern.compile(
            "/\\*\\*(?<text>(?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]*\\s*)*(?:private |abstract |static |final )*class (?<name>\\w+)",
            Pattern.DOTALL);

    private ZooPage() {}

    /** Gives the place of the page. */
    static Path file() {
        return root().resolve("docs").resolve("zoo.md");
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("CONTRACT.md"))) {
            Path above = directory.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "There is no CONTRACT.md above " + Path.of("").toAbsolutePath());
            }
            directory = above;
        }
        return directory;
    }

    /** Gives what the Javadoc of each class of the zoo says, by the class's name. */
    static Map<String, String> defects() throws IOException {
        Map<String, String> defects = new HashMap<>();
        List<Path> sources;
        try (Stream<Path> files = Files.list(root().resolve(SOURCES))) {
            sources = files.filter(file -> file.toString().endsWith("Mutants.java"))
                    .toList();
        }
        for (Path source : sources) {
            Matcher matcher = DEFECT.matcher(Files.readString(source));
            while (matcher.find()) {
                String text = matcher.group("text").replaceAll("\\s*\\n\\s*\\* ?", " ");
                defects.put(matcher.group("name"), text.strip());
            }
        }
        return defects;
    }

    /** Gives the page as it should be. */
    static String text() throws IOException {
        Map<String, String> defects = defects();
        List<Mutant> mutants = Zoo.all();
        StringBuilder page = new StringBuilder();
        page.append("""
                # The zoo: broken stores that the kit must catch

                Each mutant is the memory store with one defect, of the driven port (a `RevisionStore`) or of the driving port \
                (a `VersionedStorage`). It names the rules that must kill it, in the kit over storages, in the kit over stores, \
                or in both; the build runs the checks of these rules on it and requires a verdict FAIL that names the rule and \
                says what was seen. A crash, a time-out or an error of the harness is no kill. Races are made to happen within the \
                mutant, which holds each of those who race until the other one has come, or has done its part; a mutant that \
                loses the newest writes loses more of them than can be on their way. So a kill is never luck. The checks that \
                kill are run on the sound store as well, which they must let pass. And every rule that the kit checks kills a \
                mutant at least.

                What a type of the ports rules out has no mutant: a `StoredResource` cannot be a tombstone, and no storage can \
                keep the caller's own mutable JSON: every write takes a `Content`, which never changes, and whose factories `of` \
                copy an array and print a tree or an object. Only `Content.ofStored` keeps the array that it is given, for \
                stores, who hand it over for good; what comes of a store that does not is the mutant HandsOutItsBuffer.

                | to | run |
                |---|---|
                | see every mutant killed | `mvn -ntp -pl tck-zoo -am test -Dtest=MutantsTest -Dsurefire.failIfNoSpecifiedTests=false` |
                | see it twenty times | the same with `-Dtest=ZooRepetition`; `-Dverso.zoo.only=` and names, with commas between them, take less |
                | write every rule that kills each mutant to `tck-zoo/target/kill-matrix.csv` | the same with `-Dtest=KillMatrix`; it takes hours; `-Dverso.zoo.only=` helps here too |
                | write this page anew | the same with `-Dtest=ZooTest -Dverso.zoo.write=true` |

                """);
        page.append("## ").append(mutants.size()).append(" mutants\n\n");
        page.append("| mutant | defect | port | killed by |\n|---|---|---|---|\n");
        for (Mutant mutant : mutants) {
            page.append("| ").append(mutant.name());
            page.append(" | ").append(defects.getOrDefault(mutant.name(), "?"));
            page.append(" | ").append(mutant.port());
            page.append(" | ").append(killers(mutant)).append(" |\n");
        }
        page.append(
                "\n## Rules without a mutant\n\nNo kit over the ports can check them, so it can kill nothing by them.\n\n");
        page.append("| rule | why |\n|---|---|\n");
        for (Rule rule : Rules.all()) {
            rule.untestable()
                    .ifPresent(why -> page.append("| ")
                            .append(rule.id())
                            .append(" | ")
                            .append(why.strip())
                            .append(" |\n"));
        }
        return page.toString();
    }

    private static String killers(Mutant mutant) {
        Map<String, List<String>> kits = mutant.killers().stream()
                .collect(Collectors.groupingBy(
                        Mutant.Killer::rule,
                        LinkedHashMap::new,
                        Collectors.mapping(killer -> killer.kit().toString(), Collectors.toList())));
        return kits.entrySet().stream()
                .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }
}
