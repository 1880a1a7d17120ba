package dev.baokms.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.baokms.host";

    private static final ArchRule KNOWS_ONLY_CORE_AND_JDK = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + "..", "dev.baokms.core..", "java..", "org.jspecify.annotations");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void main_knowsOnlyCoreAndJdk() {
        assertThat(main.contain(TrustedFile.class)).isTrue();

        KNOWS_ONLY_CORE_AND_JDK.check(main);
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThatThrownBy(() -> KNOWS_ONLY_CORE_AND_JDK.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ArchitectureTest.class.getName());
    }

    @Test
    void publicTypes_areFew() {
        assertThat(main.stream()
                        .filter(type -> type.getPackageName().equals(ROOT))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "ExitCode",
                        "Location",
                        "PathText",
                        "ProcessIdentity",
                        "SighupHandler",
                        "SystemWords",
                        "TerminalSize",
                        "ToldException",
                        "InterruptHandler",
                        "TrustedDirectory",
                        "TrustedFile");
    }
}
