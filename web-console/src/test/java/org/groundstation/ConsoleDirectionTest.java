package org.groundstation;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies go one way: what boots, the catalog, the console, the start, the demo. */
@AnalyzeClasses(packages = "org.groundstation", importOptions = ImportOption.DoNotIncludeTests.class)
class ConsoleDirectionTest {
    private static final String[] OURS = {"org.groundstation.server..", "org.groundstation.catalog..", "org.groundstation.console..",
        "org.groundstation.demo.."};
    /** What server-jar.xml packs for the time before the server runs. */
    private static final String[] BOOT = {"org.groundstation.server.boot..", "org.groundstation.server.signal..", "org.groundstation.settings..",
        "org.groundstation.api", "org.groundstation.api.admin.."};
    private static final String[] JDK = {"java..", "javax..", "jdk..", "sun..", "com.sun.."};

    @ArchTest
    static final ArchRule ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("main").definedBy("org.groundstation.server").layer("boot").definedBy("org.groundstation.server.boot..")
            .layer("signal").definedBy("org.groundstation.server.signal..").layer("resources").definedBy("org.groundstation.server.resources..")
            .layer("catalog").definedBy("org.groundstation.catalog..").layer("console").definedBy("org.groundstation.console..")
            .layer("start").definedBy("org.groundstation.server.start..").layer("demo").definedBy("org.groundstation.demo..")
            .whereLayer("main").mayNotBeAccessedByAnyLayer()
            .whereLayer("boot").mayNotBeAccessedByAnyLayer()
            .whereLayer("boot").mayOnlyAccessLayers("signal")
            .whereLayer("signal").mayNotAccessAnyLayer()
            .whereLayer("resources").mayNotAccessAnyLayer()
            .whereLayer("catalog").mayOnlyAccessLayers("signal", "resources")
            .whereLayer("console").mayOnlyAccessLayers("resources", "catalog")
            .whereLayer("start").mayOnlyBeAccessedByLayers("demo")
            .whereLayer("demo").mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule ONE_WAY_WITHIN_THE_CONSOLE = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("json").definedBy("..console.json..").layer("security").definedBy("..console.security..")
            .layer("live").definedBy("..console.live..").layer("health").definedBy("..console.health..")
            .layer("rest").definedBy("..console.rest..").layer("metrics").definedBy("..console.metrics..")
            .layer("describe").definedBy("..console.describe..")
            .whereLayer("json").mayNotAccessAnyLayer()
            .whereLayer("health").mayNotAccessAnyLayer()
            .whereLayer("security").mayOnlyAccessLayers("json")
            .whereLayer("live").mayOnlyAccessLayers("json")
            .whereLayer("metrics").mayNotBeAccessedByAnyLayer()
            .whereLayer("describe").mayNotBeAccessedByAnyLayer()
            .whereLayer("rest").mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.groundstation.(**)").should().beFreeOfCycles()
            .ignoreDependency(resideOutsideOfPackages(OURS), alwaysTrue());

    @ArchTest
    static final ArchRule BOOT_USES_WHAT_IS_PACKED_WITH_IT = classes().that().resideInAnyPackage("org.groundstation.server.boot..",
            "org.groundstation.server.signal..").should().onlyDependOnClassesThat(resideInAnyPackage(BOOT).or(resideInAnyPackage("java..")));

    @ArchTest
    static final ArchRule MAIN_STANDS_ALONE = classes().that().resideInAPackage("org.groundstation.server").should()
            .onlyDependOnClassesThat().resideInAnyPackage("org.groundstation.server", "java..");

    /** An annotation that is not there is passed over, so only what uses it would fail. */
    @ArchTest
    static final ArchRule WHAT_BOOT_USES_NEEDS_NOTHING_ELSE = noClasses().that().resideInAPackage("org.groundstation.server.boot..").should()
            .transitivelyDependOnClassesThat(resideOutsideOfPackages(BOOT).and(resideOutsideOfPackages(JDK))
                    .and(not(annotatedWith("java.lang.annotation.Retention"))));

    @ArchTest
    static final ArchRule ONE_JSON = noClasses().that().resideInAnyPackage(OURS).should()
            .dependOnClassesThat().resideInAnyPackage("jakarta.json..");
}
