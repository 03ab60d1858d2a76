package dev.verso.mongo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.verso.mongo");

    @Test
    void the_entry_class_and_its_options_are_the_only_public_types() {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("MongoRevisionStore", "MongoOptions");
    }

    @Test
    void nothing_of_the_engine_and_nothing_internal_to_the_driver_is_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.verso.engine..", "com.mongodb.internal..")
                .check(classes);
    }

    @Test
    void the_driver_s_messages_are_not_looked_at() {
        noClasses()
                .should()
                .callMethod(Throwable.class, "getMessage")
                .orShould()
                .callMethod(MongoException.class, "getMessage")
                .check(classes);
    }
}
