package dev.verso.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The rules of the core, for any root package, so that each can also be shown to fail on code that breaks it. */
record CoreArchitecture(String root) {

    String engine() {
        return root + ".engine..";
    }

    ArchRule depends_on_Java_Jackson_slf4j_and_JSpecify_only() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        root + "..", "java..", "com.fasterxml.jackson..", "org.slf4j..", "org.jspecify.annotations..")
                .because("the core has no other run-time dependency");
    }

    ArchRule the_api_knows_the_engine_in_one_place_only() {
        return noClasses()
                .that()
                .resideInAPackage(root)
                .and()
                .doNotHaveFullyQualifiedName(root + ".VersionedStorage")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(engine())
                .because("VersionedStorage.over is the one door to the engine");
    }

    ArchRule the_driven_port_does_not_know_the_engine() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".spi..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(engine())
                .because("an adapter stands without the engine");
    }

    ArchRule the_engine_has_one_public_type() {
        return classes()
                .that()
                .resideInAPackage(engine())
                .and()
                .doNotHaveFullyQualifiedName(root + ".engine.StorageEngine")
                .should()
                .notBePublic()
                .because("what is not API is not public");
    }

    ArchRule public_classes_are_closed() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .arePublic()
                .should(beFinalSealedOrAnInterface())
                .because("yes is for ever: what can be extended must stay extensible");
    }

    private static ArchCondition<JavaClass> beFinalSealedOrAnInterface() {
        return new ArchCondition<>("be final, sealed, records, enums or interfaces") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.isInterface()
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.isEnum()
                        || type.reflect().isSealed();
                events.add(new SimpleConditionEvent(
                        type, closed, type.getName() + (closed ? " is closed" : " can be extended by anyone")));
            }
        };
    }
}
