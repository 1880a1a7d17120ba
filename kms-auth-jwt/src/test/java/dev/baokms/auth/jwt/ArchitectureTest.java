package dev.baokms.auth.jwt;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.baokms.auth";

    /** No package here holds a way to open a file; the two classes of {@code java.io} read what is in the jar. */
    private static final DescribedPredicate<JavaClass> THE_JDK_WITHOUT_FILES = resideInAnyPackage(
                    "java.lang..",
                    "java.net",
                    "java.nio.charset",
                    "java.time..",
                    "java.util..",
                    "org.jspecify.annotations")
            .or(DescribedPredicate.describe(
                    "IOException and InputStream",
                    type -> type.isEquivalentTo(IOException.class) || type.isEquivalentTo(InputStream.class)));

    private static final ArchRule JWT_KNOWS_ONLY_ITS_OWN =
            knowsOnly("jwt", resideInAnyPackage("com.squareup.moshi", "okhttp3", "okio", "javax.net.ssl"));
    private static final ArchRule TOKEN_FILE_KNOWS_ONLY_ITS_OWN =
            knowsOnly("tokenfile", DescribedPredicate.alwaysFalse());

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static ArchRule knowsOnly(String method, DescribedPredicate<JavaClass> libraries) {
        String own = ROOT + "." + method;
        return classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(own, "dev.baokms.core..")
                        .or(THE_JDK_WITHOUT_FILES)
                        .or(libraries));
    }

    @Test
    void jwt_knowsOnlyCoreHttpAndJsonAndOpensNoFile() {
        JWT_KNOWS_ONLY_ITS_OWN.check(main);
        bites(ArchitectureTest.class);
        bites(ReaderOfFiles.class);
        bites(ReaderOfStreams.class);
        bites(ReaderOfChannels.class);
    }

    @Test
    void tokenFile_knowsOnlyCoreAndOpensNoFile() {
        TOKEN_FILE_KNOWS_ONLY_ITS_OWN.check(main);
    }

    private static void bites(Class<?> offender) {
        JavaClasses planted = new ClassFileImporter().importClasses(offender);

        assertThatThrownBy(() -> JWT_KNOWS_ONLY_ITS_OWN.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offender.getName());
    }

    @Test
    void publicTypes_areTheMethods() {
        assertThat(main.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("JwtMethod", "TokenFileMethod");
    }

    static final class ReaderOfFiles {
        final boolean there = Files.exists(Path.of("/etc/jwt"));
    }

    static final class ReaderOfStreams {
        InputStream open() throws IOException {
            return new FileInputStream(new File("/etc/jwt"));
        }
    }

    static final class ReaderOfChannels {
        FileChannel open(FileInputStream in) {
            return in.getChannel();
        }
    }
}
