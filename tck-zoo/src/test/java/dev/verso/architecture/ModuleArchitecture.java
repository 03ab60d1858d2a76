package dev.verso.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.List;

/** The rules between modules, for any root package, so that each can also be shown to fail on code that breaks it. */
record ModuleArchitecture(String root) {

    /** Those that exist and those that are planned: a rule for a package that is still empty holds. */
    private static final List<String> ADAPTERS = List.of("memory", "jdbc", "mongo");

    private static final String[] SQL_TYPES = {"java.sql..", "javax.sql..", "com.zaxxer.hikari..", "org.postgresql.."};
    private static final String[] MONGO_TYPES = {"com.mongodb..", "org.bson.."};

    private String adapter(String name) {
        return root + "." + name + "..";
    }

    private String[] adapters() {
        return ADAPTERS.stream().map(this::adapter).toArray(String[]::new);
    }

    ArchRule adapters_do_not_know_each_other() {
        return CompositeArchRule.of(ADAPTERS.stream()
                .<ArchRule>map(name -> noClasses()
                        .that()
                        .resideInAPackage(adapter(name))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ADAPTERS.stream()
                                .filter(other -> !other.equals(name))
                                .map(this::adapter)
                                .toArray(String[]::new))
                        .allowEmptyShould(true))
                .toList());
    }

    ArchRule adapters_know_the_two_ports_only() {
        return CompositeArchRule.of(ADAPTERS.stream()
                .<ArchRule>map(name -> classes()
                        .that()
                        .resideInAPackage(adapter(name))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(root, root + ".spi..", adapter(name))
                                .or(not(resideInAPackage(root + ".."))))
                        .allowEmptyShould(true))
                .toList());
    }

    ArchRule only_the_entry_class_and_its_options_are_public() {
        return classes()
                .that()
                .resideInAnyPackage(adapters())
                .and(areVisible())
                .should()
                .haveNameMatching(".*\\.[A-Za-z]+(RevisionStore|Options)(\\$[A-Za-z]+)?")
                .because("what is not API is not public");
    }

    /** Public, and not within a type that is not. */
    private static DescribedPredicate<JavaClass> areVisible() {
        return DescribedPredicate.describe("are visible", type -> {
            boolean isPublic = type.getModifiers().contains(JavaModifier.PUBLIC);
            return isPublic && type.getEnclosingClass().map(areVisible()::test).orElse(true);
        });
    }

    ArchRule database_types_stay_in_their_adapter() {
        return CompositeArchRule.of(outside("jdbc", SQL_TYPES)).and(outside("mongo", MONGO_TYPES));
    }

    private ArchRule outside(String adapter, String... types) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(adapter(adapter))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(types);
    }

    ArchRule the_kit_knows_the_ports_and_what_its_users_have() {
        String[] known = {
            root,
            root + ".spi..",
            root + ".tck..",
            "java..",
            "org.junit..",
            "org.opentest4j..",
            "com.fasterxml.jackson..",
            "org.slf4j..",
            "org.jspecify.annotations.."
        };
        return classes()
                .that()
                .resideInAPackage(root + ".tck..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(known)
                .because("the kit judges any backend; it knows " + Arrays.toString(known));
    }
}
