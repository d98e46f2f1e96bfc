package org.groundstation.batch;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = PackageDirectionTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class PackageDirectionTest {
    @ArchTest
    static final ArchRule dependenciesGoOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("database").definedBy("..batch.database..").layer("table").definedBy("..batch.table..")
            .layer("rows").definedBy("..batch.rows..").layer("postgres").definedBy("..batch.postgres..")
            .layer("mariadb").definedBy("..batch.mariadb..").layer("h2").definedBy("..batch.h2..")
            .layer("runtime").definedBy("..batch.runtime..").layer("operate").definedBy("..batch.operate..")
            .whereLayer("operate").mayNotBeAccessedByAnyLayer()
            .whereLayer("table").mayOnlyBeAccessedByLayers("operate")
            .whereLayer("runtime").mayOnlyBeAccessedByLayers("operate")
            .whereLayer("postgres").mayNotBeAccessedByAnyLayer()
            .whereLayer("mariadb").mayNotBeAccessedByAnyLayer()
            .whereLayer("h2").mayNotBeAccessedByAnyLayer()
            .whereLayer("rows").mayOnlyBeAccessedByLayers("postgres", "mariadb", "h2", "database", "table")
            .whereLayer("database").mayOnlyBeAccessedByLayers("postgres", "mariadb", "h2", "table", "operate");
}
