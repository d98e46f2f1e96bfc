package org.groundstation;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies go one way: api, exchange, launchpad, adapter; the monitor is told by the last two and tells nobody. */
@AnalyzeClasses(packages = "org.groundstation", importOptions = ImportOption.DoNotIncludeTests.class)
class DirectionTest {
    @ArchTest
    static final ArchRule ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("api").definedBy("org.groundstation.api..")
            .layer("exchange").definedBy("org.groundstation.exchange..")
            .layer("monitor").definedBy("org.groundstation.monitor..")
            .layer("launchpad").definedBy("org.groundstation.launchpad..")
            .layer("adapter").definedBy("org.groundstation.adapter..")
            .whereLayer("adapter").mayNotBeAccessedByAnyLayer()
            .whereLayer("launchpad").mayOnlyBeAccessedByLayers("adapter")
            .whereLayer("monitor").mayOnlyBeAccessedByLayers("launchpad", "adapter")
            .whereLayer("exchange").mayOnlyBeAccessedByLayers("launchpad", "adapter");
}
