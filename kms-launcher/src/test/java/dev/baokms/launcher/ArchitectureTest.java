package dev.baokms.launcher;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.launcher.run.Site;
import dev.baokms.launcher.state.StateFile;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** The testkit stays out of packages and images: only the demonstration may need it. */
    private static final ArchRule ONLY_DEV_REACHES_THE_TESTKIT = noClasses()
            .that()
            .resideOutsideOfPackage("dev.baokms.launcher.dev")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.baokms.testkit..");

    private static final ArchRule CONFIGURATION_KNOWS_NO_ADAPTER = classes()
            .that()
            .resideInAPackage("dev.baokms.launcher.config")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.launcher.config",
                    "dev.baokms.core..",
                    "java..",
                    "org.snakeyaml.engine..",
                    "picocli",
                    "org.jspecify.annotations");

    private static final ArchRule ONLY_THE_ASSEMBLY_KNOWS_HTTP_AND_CREDENTIALS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.baokms.launcher.run")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.baokms.transit..", "dev.baokms.auth..", "okhttp3..");

    /** It looks, asks and compares: whoever may write opens the state, makes files or starts processes. */
    private static final ArchRule DOCTOR_CHANGES_NOTHING = noClasses()
            .that()
            .resideInAPackage("dev.baokms.launcher.doctor")
            .should()
            .callMethodWhere(target(owner(equivalentTo(StateFile.class))).and(target(nameMatching("open|store|save"))))
            .orShould()
            .callMethodWhere(target(owner(equivalentTo(Files.class)))
                    .and(target(nameMatching("(write|create|delete|move|copy|set|new[A-Z]*Output|newByte).*"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.launcher");

    @Test
    void main_keepsToItsWalls() {
        assertThat(main).isNotEmpty();

        ONLY_DEV_REACHES_THE_TESTKIT.check(main);
        CONFIGURATION_KNOWS_NO_ADAPTER.check(main);
        ONLY_THE_ASSEMBLY_KNOWS_HTTP_AND_CREDENTIALS.check(main);
        DOCTOR_CHANGES_NOTHING.check(main);
    }

    @Test
    void reachingTheTestkitFromElsewhere_isCaught() {
        JavaClasses planted = new ClassFileImporter().importClasses(Site.class);

        assertThatThrownBy(() -> ONLY_DEV_REACHES_THE_TESTKIT.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(Site.class.getName());
    }

    @Test
    void adaptersOutsideTheAssembly_areCaught() throws ClassNotFoundException {
        JavaClasses planted =
                new ClassFileImporter().importClasses(Class.forName("dev.baokms.launcher.config.PlantedViolation"));

        assertThatThrownBy(() -> CONFIGURATION_KNOWS_NO_ADAPTER.check(planted)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ONLY_THE_ASSEMBLY_KNOWS_HTTP_AND_CREDENTIALS.check(planted))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void doctorThatWritesOrTakesTheState_isCaught() throws ClassNotFoundException {
        JavaClasses planted =
                new ClassFileImporter().importClasses(Class.forName("dev.baokms.launcher.doctor.PlantedWriter"));

        assertThatThrownBy(() -> DOCTOR_CHANGES_NOTHING.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("StateFile.open")
                .hasMessageContaining("Files.writeString");
    }
}
