package dev.verso.mongo;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final Set<String> MESSAGES = Set.of("getMessage", "getLocalizedMessage", "getErrorMessage");

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
        doNotLookAtMessages().check(classes);
    }

    @Test
    void a_look_at_a_message_is_found_on_whichever_class_of_the_driver_s_it_is() {
        JavaClasses looking = new ClassFileImporter().importClasses(Looking.class);
        assertThat(doNotLookAtMessages().evaluate(looking).getFailureReport().getDetails())
                .hasSize(4);
    }

    private static ArchRule doNotLookAtMessages() {
        return noClasses()
                .should()
                .callMethodWhere(describe(
                        "of a message",
                        call -> MESSAGES.contains(call.getName())
                                && (call.getTargetOwner().isAssignableTo(Throwable.class)
                                        || call.getTargetOwner()
                                                .getPackageName()
                                                .startsWith("com.mongodb"))));
    }

    /** What the rule is there for. */
    private static final class Looking {

        static boolean at(
                MongoWriteException write, MongoCommandException command, MongoException any, RuntimeException other) {
            return Stream.of(
                            write.getError().getMessage(),
                            command.getErrorMessage(),
                            any.getMessage(),
                            other.getLocalizedMessage())
                    .anyMatch(message -> message.contains("duplicate"));
        }
    }
}
