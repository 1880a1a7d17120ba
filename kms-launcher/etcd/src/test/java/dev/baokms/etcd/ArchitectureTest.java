package dev.baokms.etcd;

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
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.etcd..",
                    "dev.baokms.core.stored",
                    "dev.baokms.host",
                    "java..",
                    "org.jspecify.annotations");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.etcd");

    @Test
    void main_knowsOnlyThePortAndItsLibraries() {
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
    void publicTypes_areTheEntryAndWhatItTakes() {
        assertThat(main.stream()
                        .filter(type -> type.getPackageName().equals("dev.baokms.etcd"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("EtcdSources");
    }
}
