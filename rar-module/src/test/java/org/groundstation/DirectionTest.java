package org.groundstation;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies go one way: api, settings, exchange, launchpad, adapter; the monitor is told by the last two and tells nobody. */
@AnalyzeClasses(packages = "org.groundstation", importOptions = ImportOption.DoNotIncludeTests.class)
class DirectionTest {
    @ArchTest
    static final ArchRule ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("api").definedBy("org.groundstation.api..")
            .layer("settings").definedBy("org.groundstation.settings..")
            .layer("exchange").definedBy("org.groundstation.exchange..")
            .layer("monitor").definedBy("org.groundstation.monitor..")
            .layer("launchpad").definedBy("org.groundstation.launchpad..")
            .layer("adapter").definedBy("org.groundstation.adapter..")
            .whereLayer("adapter").mayNotBeAccessedByAnyLayer()
            .whereLayer("launchpad").mayOnlyBeAccessedByLayers("adapter")
            .whereLayer("monitor").mayOnlyBeAccessedByLayers("launchpad", "adapter")
            .whereLayer("exchange").mayOnlyBeAccessedByLayers("launchpad", "adapter")
            .whereLayer("settings").mayOnlyBeAccessedByLayers("launchpad", "adapter");

    @ArchTest
    static final ArchRule LAUNCHPAD_ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("runtime").definedBy("org.groundstation.launchpad.runtime")
            .layer("pool").definedBy("org.groundstation.launchpad.pool")
            .layer("isolation").definedBy("org.groundstation.launchpad.isolation")
            .layer("host").definedBy("org.groundstation.launchpad.host")
            .layer("network").definedBy("org.groundstation.launchpad.network")
            .layer("launchpad").definedBy("org.groundstation.launchpad")
            .whereLayer("launchpad").mayNotBeAccessedByAnyLayer()
            .whereLayer("network").mayOnlyBeAccessedByLayers("launchpad")
            .whereLayer("host").mayOnlyBeAccessedByLayers("network", "launchpad")
            .whereLayer("isolation").mayOnlyBeAccessedByLayers("host", "launchpad");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.groundstation.(*)..").should().beFreeOfCycles();
}
