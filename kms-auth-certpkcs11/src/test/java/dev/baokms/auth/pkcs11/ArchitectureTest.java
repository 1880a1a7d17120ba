package dev.baokms.auth.pkcs11;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
    private static final ArchRule KNOWS_ONLY_ITS_OWN = classes()
            .that()
            .resideInAPackage("dev.baokms.auth.pkcs11")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.auth.pkcs11",
                    "dev.baokms.core..",
                    "java..",
                    "javax.net.ssl",
                    "javax.security.auth.x500",
                    "org.jspecify.annotations");

    /** A wrong address ends the process, so few classes may have one. */
    private static final ArchRule NATIVE_MEMORY_IS_FOR_FEW = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Native")
            .and()
            .haveSimpleNameNotEndingWith("FunctionList")
            .and()
            .haveSimpleNameNotEndingWith("CryptokiFunction")
            .and()
            .haveSimpleNameNotEndingWith("ModuleCounts")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.auth.pkcs11");

    @Test
    void main_knowsOnlyCoreAndTheJdk() {
        assertThat(main).isNotEmpty();

        KNOWS_ONLY_ITS_OWN.check(main);
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThatThrownBy(() -> KNOWS_ONLY_ITS_OWN.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ArchitectureTest.class.getName());
    }

    @Test
    void nativeMemory_isKnownToTheNativeClassesOnly() {
        NATIVE_MEMORY_IS_FOR_FEW.check(main);

        JavaClasses planted = new ClassFileImporter().importClasses(JavaModule.class);
        assertThatThrownBy(() -> NATIVE_MEMORY_IS_FOR_FEW.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(JavaModule.class.getName());
    }

    @Test
    void publicType_isTheMethod() {
        assertThat(main.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("CertificateMethod");
    }
}
