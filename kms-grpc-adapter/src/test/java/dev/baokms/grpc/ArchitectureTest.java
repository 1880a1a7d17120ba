package dev.baokms.grpc;

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
    private static final ArchRule KNOWS_ONLY_ITS_OWN = classes()
            .that()
            .resideInAPackage("dev.baokms.grpc")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.grpc..",
                    "dev.baokms.core",
                    "dev.baokms.core.key",
                    "dev.baokms.core.failure",
                    "dev.baokms.core.port",
                    "dev.baokms.core.secret",
                    "dev.baokms.core.settings",
                    "io.grpc..",
                    "io.netty..",
                    "com.google.protobuf",
                    "java..",
                    "jdk.net",
                    "org.jspecify.annotations");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.grpc");

    @Test
    void main_knowsOnlyCoreAndTransport() {
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
    void publicTypes_areTheEntryAndWhatItSpeaksWith() {
        assertThat(main.stream()
                        .filter(type -> type.getPackageName().equals("dev.baokms.grpc"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "LocalKmsClient",
                        "KmsServer",
                        "ServerSettings",
                        "CallObserver",
                        // The pages are offered over a Unix socket by the same rules.
                        "SocketFile",
                        "SocketPath",
                        "UnsafeSocketException");
    }
}
