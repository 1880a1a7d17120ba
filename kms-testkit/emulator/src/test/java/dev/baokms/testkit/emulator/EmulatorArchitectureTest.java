package dev.baokms.testkit.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class EmulatorArchitectureTest {
    private static final String PACKAGE = "dev.baokms.testkit.emulator";

    /** A command line starts the emulator for its dev mode: it may use no library that the daemon does without. */
    private static final ArchRule KNOWS_ONLY_WHAT_THE_DAEMON_HAS = classes()
            .that()
            .resideInAPackage(PACKAGE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    PACKAGE,
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl",
                    "javax.security.auth.x500",
                    "io.netty..",
                    "com.squareup.moshi",
                    "okio",
                    "org.jspecify.annotations");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PACKAGE);

    @Test
    void main_keepsToItsAllowList() {
        assertThat(main.contain(TransitEmulator.class)).isTrue();
        KNOWS_ONLY_WHAT_THE_DAEMON_HAS.check(main);
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(EmulatorArchitectureTest.class);
        assertThatThrownBy(() -> KNOWS_ONLY_WHAT_THE_DAEMON_HAS.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("EmulatorArchitectureTest");
    }

    @Test
    void publicTypes_areTheNamedOnes() {
        assertThat(main.stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "TransitEmulator", "EmulatorNode", "Faults", "Fault", "JwtIssuer", "Provision");
    }
}
