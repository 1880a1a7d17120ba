package dev.baokms.dist.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.dist.architecture.here.OneWay;
import dev.baokms.dist.architecture.there.AndBack;
import dev.baokms.state.StateFile;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may depend on what below {@code kms-launcher}. */
class ArchitectureTest {
    private static final String DOCTOR = "dev.baokms.operator.doctor";
    private static final String INVENTORY = "dev.baokms.operator.inventory";

    /** Beside itself, the JDK and the annotations for nulls. A package that is not here may not exist. */
    private static final Map<String, List<String>> MAY_KNOW = new TreeMap<>(Map.ofEntries(
            row("dev.baokms.host", "dev.baokms.core.."),
            row("dev.baokms.host.build"),
            // What outlives a process, and the time since boot, as the core asks for them.
            row("dev.baokms.host.systemd", "dev.baokms.core.port", "dev.baokms.core.secret"),
            row("dev.baokms.state", "dev.baokms.core..", "dev.baokms.host", "com.squareup.moshi", "okio"),
            row(
                    "dev.baokms.telemetry",
                    "dev.baokms.core..",
                    "dev.baokms.host.build",
                    // What it counts: of calls on one side, of requests on the other. And how a Unix socket is offered.
                    "dev.baokms.grpc",
                    "dev.baokms.transit.report",
                    // One rule for the names of hosts.
                    "dev.baokms.transit.http",
                    "io.micrometer..",
                    "io.netty..",
                    "com.squareup.moshi",
                    "okio"),
            row("dev.baokms.kubernetes", "org.snakeyaml.engine.."),
            row(
                    "dev.baokms.etcd",
                    "dev.baokms.core.stored",
                    // Of files of certificates and keys.
                    "dev.baokms.core.port",
                    "dev.baokms.core.secret",
                    "dev.baokms.host",
                    "dev.baokms.etcd.proto",
                    "io.grpc..",
                    "io.netty..",
                    "com.google.protobuf"),
            row("dev.baokms.etcd.proto", "com.google.protobuf..", "com.google.common..", "io.grpc.."),
            row(
                    "dev.baokms.configuration",
                    "dev.baokms.configuration.login",
                    // Whose records it makes.
                    "dev.baokms.core..",
                    "dev.baokms.grpc",
                    "dev.baokms.transit..",
                    "dev.baokms.telemetry",
                    "dev.baokms.host",
                    "org.snakeyaml.engine.."),
            row(
                    "dev.baokms.configuration.login",
                    "dev.baokms.auth..",
                    "dev.baokms.core..",
                    "dev.baokms.host",
                    "dev.baokms.transit.http",
                    "okhttp3"),
            row(
                    "dev.baokms.daemon.serve",
                    "dev.baokms.configuration..",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.core..",
                    "dev.baokms.transit..",
                    "dev.baokms.grpc..",
                    "io.grpc..",
                    "dagger..",
                    "jakarta.inject",
                    "javax.inject"),
            row(
                    "dev.baokms.daemon",
                    "dev.baokms.configuration",
                    "dev.baokms.daemon.serve",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.grpc"),
            row(
                    "dev.baokms.operator.report",
                    "dev.baokms.configuration",
                    "dev.baokms.host",
                    "dev.baokms.telemetry",
                    "dev.baokms.core.."),
            row(
                    "dev.baokms.operator.watch",
                    "dev.baokms.operator.report",
                    "dev.baokms.host",
                    "dev.baokms.telemetry",
                    "dev.baokms.core.."),
            row(
                    INVENTORY,
                    "dev.baokms.operator.report",
                    "dev.baokms.core..",
                    "dev.baokms.host",
                    "dev.baokms.kubernetes",
                    "dev.baokms.telemetry"),
            row(
                    DOCTOR,
                    "dev.baokms.operator.report",
                    "dev.baokms.configuration..",
                    "dev.baokms.daemon.serve",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.kubernetes",
                    "dev.baokms.core..",
                    "dev.baokms.transit..",
                    "dev.baokms.grpc..",
                    "com.google.protobuf",
                    "io.grpc"),
            row(
                    "dev.baokms.operator.disaster",
                    "dev.baokms.operator.report",
                    "dev.baokms.configuration",
                    "dev.baokms.transit",
                    "dev.baokms.daemon.serve",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.core.."),
            row(
                    "dev.baokms.operator.rotate",
                    INVENTORY,
                    "dev.baokms.operator.report",
                    "dev.baokms.configuration",
                    "dev.baokms.transit",
                    "dev.baokms.daemon.serve",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.kubernetes",
                    // Of keys and certificates in PEM.
                    "dev.baokms.etcd",
                    "dev.baokms.core..",
                    "dev.baokms.transit.http",
                    "com.squareup.moshi",
                    "okhttp3",
                    "okio"),
            row(
                    "dev.baokms.install",
                    "dev.baokms.configuration..",
                    "dev.baokms.core..",
                    "dev.baokms.grpc",
                    "dev.baokms.host..",
                    "dev.baokms.telemetry",
                    "dev.baokms.kubernetes",
                    "picocli"),
            row(
                    "dev.baokms.demo",
                    "dev.baokms.configuration..",
                    "dev.baokms.transit..",
                    "dev.baokms.grpc",
                    "dev.baokms.daemon.serve",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.kubernetes",
                    "dev.baokms.core..",
                    "dev.baokms.grpc.proto",
                    "com.google.protobuf",
                    "io.grpc",
                    "picocli"),
            row(
                    "dev.baokms.operator.command",
                    "dev.baokms.operator..",
                    "dev.baokms.install",
                    "dev.baokms.demo",
                    "dev.baokms.configuration",
                    "dev.baokms.etcd",
                    "dev.baokms.kubernetes",
                    "dev.baokms.daemon..",
                    "dev.baokms.host..",
                    "dev.baokms.state",
                    "dev.baokms.telemetry",
                    "dev.baokms.core..",
                    "dev.baokms.grpc..",
                    "com.google.protobuf",
                    "io.grpc",
                    "picocli"),
            row(
                    "dev.baokms.dev",
                    "dev.baokms.demo",
                    "dev.baokms.configuration..",
                    "dev.baokms.core..",
                    "dev.baokms.transit..",
                    "dev.baokms.testkit.emulator"),
            row(
                    "dev.baokms.lab",
                    "dev.baokms.demo",
                    "dev.baokms.configuration",
                    "dev.baokms.host",
                    "dev.baokms.host.build",
                    "dev.baokms.kubernetes",
                    "dev.baokms.testkit.emulator",
                    "picocli"),
            row("dev.baokms.dist", "dev.baokms.operator.command", "dev.baokms.configuration", "picocli")));

    /** It looks, asks and compares: whatever may write opens the state, makes files or starts processes. */
    private static final ArchRule CHANGES_NOTHING = noClasses()
            .should()
            .callMethodWhere(target(owner(equivalentTo(StateFile.class))).and(target(nameMatching("open|store|save"))))
            .orShould()
            .callMethodWhere(target(owner(equivalentTo(Files.class)))
                    .and(target(nameMatching("(write|create|delete|move|copy|set|new[A-Z]*Output|newByte).*"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    private static final ArchRule NO_CYCLES =
            slices().matching("dev.baokms.(**)").should().beFreeOfCycles();

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(MAY_KNOW.keySet());

    private static Map.Entry<String, List<String>> row(String name, String... others) {
        return Map.entry(name, List.of(others));
    }

    private static ArchRule keepsTo(String name) {
        String[] known = Stream.concat(
                        Stream.of(name, "java..", "javax..", "org.jspecify.annotations"), MAY_KNOW.get(name).stream())
                .toArray(String[]::new);
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(known);
    }

    private static JavaClasses of(String name) {
        return MAIN.that(new com.tngtech.archunit.base.DescribedPredicate<>("of " + name) {
            @Override
            public boolean test(JavaClass type) {
                return type.getPackageName().equals(name);
            }
        });
    }

    private static JavaClasses planted(Class<?>... types) {
        return new ClassFileImporter().importClasses(types);
    }

    @Test
    void everyPackage_hasARow() {
        Set<String> packages = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith("dev.baokms.dist."))
                .collect(Collectors.toSet());

        assertThat(packages).isEqualTo(MAY_KNOW.keySet());
    }

    @Test
    void everyPackage_knowsOnlyWhatItMay() {
        for (String name : MAY_KNOW.keySet()) {
            keepsTo(name).check(of(name));
        }
    }

    @Test
    void strayInAnyPackage_isCaught() {
        for (String name : MAY_KNOW.keySet()) {
            assertThat(keepsTo(name).evaluate(planted(Stray.class)).hasViolation())
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void packages_haveNoCycles() {
        NO_CYCLES.check(MAIN);
        assertThat(NO_CYCLES.evaluate(planted(OneWay.class, AndBack.class)).hasViolation())
                .isTrue();
    }

    @Test
    void doctorAndInventory_changeNothing() {
        CHANGES_NOTHING.check(of(DOCTOR));
        CHANGES_NOTHING.check(of(INVENTORY));
        assertThat(CHANGES_NOTHING
                        .evaluate(planted(PlantedWriter.class))
                        .getFailureReport()
                        .toString())
                .contains("StateFile.open", "Files.writeString");
    }
}
