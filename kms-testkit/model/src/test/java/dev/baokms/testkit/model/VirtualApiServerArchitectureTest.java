package dev.baokms.testkit.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.testkit.kms.KmsClient;
import org.junit.jupiter.api.Test;

class VirtualApiServerArchitectureTest {
    private static final ArchRule SERVER_KNOWS_ONLY_THE_PLUGIN = classes()
            .that()
            .resideInAPackage("dev.baokms.testkit.model")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.testkit.model",
                    "dev.baokms.testkit.kms",
                    "dev.baokms.testkit.kms.proto",
                    "com.google.protobuf",
                    "java..",
                    "javax.crypto..",
                    "org.jspecify.annotations");

    private static final ArchRule CLIENT_KNOWS_ONLY_GRPC = classes()
            .that()
            .resideInAPackage("dev.baokms.testkit.kms")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.testkit.kms..",
                    "com.google.protobuf",
                    "io.grpc..",
                    "io.netty..",
                    "java..",
                    "org.jspecify.annotations");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.testkit");

    @Test
    void main_keepsToItsAllowLists() {
        assertThat(main.contain(VirtualApiServer.class)).isTrue();
        assertThat(main.contain(KmsClient.class)).isTrue();

        SERVER_KNOWS_ONLY_THE_PLUGIN.check(main);
        CLIENT_KNOWS_ONLY_GRPC.check(main);
    }

    @Test
    void rules_bite() {
        JavaClasses planted = new ClassFileImporter()
                .importPackages("dev.baokms.testkit")
                .that(new DescribedPredicate<JavaClass>("are tests of ours") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getSimpleName().equals("VirtualApiServerArchitectureTest")
                                || type.getSimpleName().equals("KmsClientTest");
                    }
                });

        assertThatThrownBy(() -> SERVER_KNOWS_ONLY_THE_PLUGIN.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("VirtualApiServerArchitectureTest");
        assertThatThrownBy(() -> CLIENT_KNOWS_ONLY_GRPC.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("KmsClientTest");
    }
}
