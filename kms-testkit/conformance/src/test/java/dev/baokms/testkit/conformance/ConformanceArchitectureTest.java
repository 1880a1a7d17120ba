package dev.baokms.testkit.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.testkit.kms.KmsClient;
import org.junit.jupiter.api.Test;

class ConformanceArchitectureTest {
    private static final String PACKAGE = "dev.baokms.testkit.conformance";

    /** A provider is asked over its socket alone: neither the emulator nor anything of this project's own provider is near. */
    private static final ArchRule KNOWS_ONLY_CLIENT_AND_SERVER_MODEL = classes()
            .that()
            .resideInAPackage(PACKAGE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    PACKAGE,
                    "dev.baokms.testkit.model",
                    "dev.baokms.testkit.kms",
                    "dev.baokms.testkit.kms.proto",
                    "com.google.protobuf",
                    "com.squareup.moshi",
                    "java..",
                    "javax.xml.stream",
                    "okio",
                    "org.jspecify.annotations",
                    "org.junit.jupiter.api..");

    private static final ArchRule NO_CYCLES =
            slices().matching("dev.baokms.testkit.(**)").should().beFreeOfCycles();

    @Test
    void main_keepsToItsAllowList() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(PACKAGE);

        assertThat(main.contain(KmsConformance.class)).isTrue();
        KNOWS_ONLY_CLIENT_AND_SERVER_MODEL.check(main);
    }

    @Test
    void packagesOfModelAndKit_knowEachOtherOneWayOnly() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.baokms.testkit");

        assertThat(main.contain(KmsConformance.class)).isTrue();
        assertThat(main.contain(KmsClient.class)).isTrue();
        NO_CYCLES.check(main);
    }

    @Test
    void cycleRule_bites() {
        JavaClasses planted = new ClassFileImporter().importPackages("dev.baokms.testkit.planted");

        assertThatThrownBy(() -> NO_CYCLES.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted.one")
                .hasMessageContaining("planted.two");
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(ConformanceArchitectureTest.class);

        assertThatThrownBy(() -> KNOWS_ONLY_CLIENT_AND_SERVER_MODEL.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ConformanceArchitectureTest");
    }
}
