package dev.baokms.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PublicApiTest {
    @Test
    void publicApi_isSmallAndNamesNoForeignType() {
        var open = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.baokms.testkit.conformance")
                        .stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .toList();

        assertThat(open.stream().map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "KmsConformance", "Endpoint", "Hook", "HookAction", "Hooks", "Capability", "Profile");
        for (JavaClass type : open) {
            for (JavaMember member : type.getMembers()) {
                if (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                    assertThat(member.getAllInvolvedRawTypes().stream().map(JavaClass::getPackageName))
                            .as(member.getFullName())
                            .allMatch(name -> name.isEmpty()
                                    || name.startsWith("java.")
                                    || name.equals("dev.baokms.testkit.conformance"));
                }
            }
        }
    }
}
