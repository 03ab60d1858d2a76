package dev.verso.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.tck.VersionedStorageTck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutation testing leaves out no chapter of the kit. */
class KitByChapterTest {

    @Test
    void each_chapter_of_the_kit_has_a_class() {
        List<String> classes = Arrays.stream(VersionedStorageTck.class.getInterfaces())
                .map(chapter -> getClass().getPackageName() + "."
                        + chapter.getSimpleName().replace("Rules", "") + "Mutants")
                .toList();
        assertThat(classes).allSatisfy(name -> assertThat(Class.forName(name)).isAssignableTo(KitByChapter.class));
    }
}
