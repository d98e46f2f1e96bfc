package org.groundstation.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** An application gets what it compiles against, and nothing that only the server needs. */
@AnalyzeClasses(packages = "org.groundstation", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiDirectionTest {
    @ArchTest
    static final ArchRule ALONE = classes().should().resideInAPackage("org.groundstation.api..").andShould().onlyDependOnClassesThat()
            .resideInAnyPackage("org.groundstation.api..", "java..", "javax..", "jakarta..", "org.apache.arrow..");

    @ArchTest
    static final ArchRule ROWS_KNOW_NO_ADMINISTRATION = noClasses().that().resideInAPackage("..columnar..").should().dependOnClassesThat()
            .resideInAPackage("..admin..");

    @ArchTest
    static final ArchRule TYPES_COME_FIRST = noClasses().that().resideInAPackage("..columnar.type..").should().dependOnClassesThat()
            .resideInAPackage("org.groundstation.api.columnar");

    @ArchTest
    static final ArchRule ADMINISTRATION_RUNS_NO_SCRIPTS = noClasses().that().resideInAPackage("..admin..").should().dependOnClassesThat()
            .haveNameMatching("org\\.groundstation\\.api\\.(Satellite|Script|External|Table).*");
}
