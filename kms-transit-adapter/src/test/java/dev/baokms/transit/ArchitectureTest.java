package dev.baokms.transit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.transit.http.PlantedUpwardDependency;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String ROOT = "dev.baokms.transit";

    /** The floors, the lowest first. Each may use the core, the JDK, its libraries and the floors below it. */
    private static final List<Floor> FLOORS = List.of(
            new Floor("report"),
            // OkHttp offers its check of names for sessions only; a review has a certificate.
            new Floor("http", "okhttp3", "okhttp3.internal.tls", "okio", "javax.net.ssl", "javax.security.auth.x500"),
            new Floor("api", "com.squareup.moshi", "okio"),
            new Floor("batch"),
            new Floor("token"),
            new Floor(""));

    private static final ArchRule NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static List<Floor> floors() {
        return FLOORS;
    }

    @ParameterizedTest
    @MethodSource("floors")
    void floor_usesItsLibrariesAndWhatIsBelow(Floor floor) {
        floor.rule().check(main);
    }

    @Test
    void packages_haveNoCycles() {
        NO_CYCLES.check(main);
    }

    @Test
    void rules_bite() {
        JavaClasses planted = new ClassFileImporter().importPackages(ROOT);

        assertThatThrownBy(() -> FLOORS.get(1).rule().check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PlantedUpwardDependency.class.getName());
        assertThatThrownBy(() -> NO_CYCLES.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PlantedUpwardDependency.class.getName());
    }

    @Test
    void typesForOtherModules_areTheEntryItsValuesAndItsHttp() {
        assertThat(publicTypes("", "report"))
                .containsExactlyInAnyOrder("OpenBaoTransit", "TransitSettings", "BackendEvent", "ProblemText");
        assertThat(publicTypes("http"))
                .containsExactlyInAnyOrder(
                        // For other modules.
                        "TrustedHttp",
                        "ServerAddress",
                        "ServerName",
                        "ServerClock",
                        "TlsInspection",
                        // For the floors above.
                        "HttpTransport",
                        "OutgoingRequest",
                        "BoundedResponse",
                        "Attempt");
    }

    @Test
    void typesForTheFloorAbove_areFew() {
        assertThat(publicTypes("api"))
                .containsExactlyInAnyOrder(
                        "ApiClient",
                        "ApiCall",
                        "ApiRequest",
                        "ApiRequests",
                        "AttemptResult",
                        "AuthResponse",
                        "DecryptItem",
                        "EncryptItem");
        assertThat(publicTypes("batch")).containsExactly("GroupCommit");
        assertThat(publicTypes("token")).containsExactlyInAnyOrder("TokenSession", "BorrowedToken");
    }

    private List<String> publicTypes(String... floors) {
        List<String> packages = Arrays.stream(floors)
                .map(floor -> floor.isEmpty() ? ROOT : ROOT + "." + floor)
                .toList();
        return main.stream()
                .filter(type -> packages.contains(type.getPackageName()))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toList());
    }

    record Floor(String name, List<String> libraries) {
        Floor(String name, String... libraries) {
            this(name, List.of(libraries));
        }

        String root() {
            return name.isEmpty() ? ROOT : ROOT + "." + name;
        }

        ArchRule rule() {
            Stream<String> floors =
                    FLOORS.subList(0, FLOORS.indexOf(this) + 1).stream().map(Floor::root);
            return classes()
                    .that()
                    .resideInAPackage(root())
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(Stream.of(
                                    floors,
                                    libraries.stream(),
                                    Stream.of("dev.baokms.core..", "java..", "org.jspecify.annotations"))
                            .flatMap(names -> names)
                            .toArray(String[]::new));
        }
    }
}
