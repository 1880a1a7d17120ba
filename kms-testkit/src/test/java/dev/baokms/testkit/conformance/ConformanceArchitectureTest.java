package dev.baokms.testkit.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
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
                    "dev.baokms.testkit",
                    "dev.baokms.testkit.kms",
                    "dev.baokms.testkit.kms.proto",
                    "com.google.protobuf",
                    "com.squareup.moshi",
                    "java..",
                    "javax.xml.stream",
                    "net.jqwik.api..",
                    "okio",
                    "org.jspecify.annotations",
                    "org.junit.jupiter.api..");

    @Test
    void main_keepsToItsAllowList() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(PACKAGE);

        assertThat(main.contain(KmsConformance.class)).isTrue();
        KNOWS_ONLY_CLIENT_AND_SERVER_MODEL.check(main);
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(ConformanceArchitectureTest.class);

        assertThatThrownBy(() -> KNOWS_ONLY_CLIENT_AND_SERVER_MODEL.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ConformanceArchitectureTest");
    }
}
