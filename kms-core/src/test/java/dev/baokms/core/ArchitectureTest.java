package dev.baokms.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.core.continuity.PlantedSigner;
import dev.baokms.core.failure.PlantedUpwardDependency;
import dev.baokms.core.login.PlantedHandshake;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.baokms.core";

    private static final String USE_CASES = "";

    /** Each package, lowest first, and those of the core that it may depend on; the last one is the root. */
    private static final Map<String, Set<String>> LAYERS = layers();

    private static Map<String, Set<String>> layers() {
        var layers = new LinkedHashMap<String, Set<String>>();
        layers.put("secret", Set.of());
        layers.put("settings", Set.of());
        layers.put("failure", Set.of());
        layers.put("key", Set.of("settings", "failure"));
        layers.put("keyring", Set.of("settings", "failure", "key"));
        layers.put("health", Set.of("settings", "failure", "key"));
        layers.put("port", Set.of("secret", "failure", "key", "keyring", "health"));
        layers.put("continuity", Set.of("secret", "settings", "failure", "key", "keyring", "port"));
        layers.put("login", Set.of("secret", "settings", "failure", "port"));
        layers.put("stored", Set.of("failure", "key"));
        layers.put(
                USE_CASES, Set.of("secret", "settings", "failure", "key", "keyring", "health", "port", "continuity"));
        return layers;
    }

    private static final DescribedPredicate<JavaClass> OF_THE_JDK = resideInAnyPackage(
            "java.io",
            "java.lang..",
            "java.nio",
            "java.nio.charset",
            "java.security",
            "java.time..",
            "java.util",
            "java.util.concurrent..",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations");

    private static final ArchRule KNOWS_ONLY_THE_JDK = classes()
            .that()
            .resideOutsideOfPackages(ROOT + ".login", ROOT + ".continuity")
            .should()
            .onlyDependOnClassesThat(OF_THE_JDK.or(resideInAPackage(ROOT + "..")));

    /** A client certificate is a proof of identity too, and a key manager is how the JDK passes one on. */
    private static final ArchRule LOGIN_ALSO_KNOWS_KEY_MANAGERS = classes()
            .that()
            .resideInAPackage(ROOT + ".login")
            .should()
            .onlyDependOnClassesThat(
                    OF_THE_JDK.or(resideInAPackage(ROOT + "..")).or(type(KeyManager.class)));

    /** What is written in an outage is wrapped here, and nothing else is. */
    private static final ArchRule CONTINUITY_ALSO_KNOWS_CIPHERS = classes()
            .that()
            .resideInAPackage(ROOT + ".continuity")
            .should()
            .onlyDependOnClassesThat(OF_THE_JDK
                    .or(resideInAPackage(ROOT + ".."))
                    .or(resideInAnyPackage("javax.crypto", "javax.crypto.spec")));

    private static final ArchRule OWNS_NO_THREAD = noClasses()
            .should()
            .accessTargetWhere(target(
                    "a thread or pool",
                    "java.lang.Thread",
                    "(<init>|start|startVirtualThread|ofVirtual|ofPlatform|sleep)"))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..")
                    .and(DescribedPredicate.describe(
                            "run tasks",
                            type -> type.getSimpleName().contains("Executor")
                                    || type.getSimpleName().contains("ForkJoin"))));

    private static final ArchRule READS_NO_CLOCK = noClasses()
            .should()
            .accessTargetWhere(target("the system clock", "java.lang.System", "(currentTimeMillis|nanoTime)"))
            .orShould()
            .accessTargetWhere(target("the system clock", "java.time\\..*", "(now|system.*|tick.*)"));

    private static final ArchRule ROLLS_NO_DICE = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(security\\.SecureRandom|util\\.(Random|UUID|concurrent\\.ThreadLocalRandom))");

    private static ArchRule keepsToItsLayer(String layer, Set<String> allowed) {
        DescribedPredicate<JavaClass> others = not(resideInAPackage(ROOT + ".."));
        return classes()
                .that()
                .resideInAPackage(packageOf(layer))
                .should()
                .onlyDependOnClassesThat(others.or(resideInAnyPackage(Stream.concat(Stream.of(layer), allowed.stream())
                        .map(ArchitectureTest::packageOf)
                        .toArray(String[]::new))));
    }

    private static String packageOf(String layer) {
        return layer.equals(USE_CASES) ? ROOT : ROOT + "." + layer;
    }

    private static final ArchRule NO_CYCLES =
            slices().matching(ROOT + ".(*)").should().beFreeOfCycles();

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);

    @Test
    void main_isImported() {
        assertThat(main).hasSizeGreaterThan(30);
        assertThat(main.contain(KmsProvider.class)).isTrue();
        assertThat(main.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void main_knowsOnlyTheJdkWithoutNetworkFilesAndLogs() {
        KNOWS_ONLY_THE_JDK.check(main);
        bites(KNOWS_ONLY_THE_JDK, planted(Networker.class), Networker.class);
        bites(KNOWS_ONLY_THE_JDK, planted(Chatterer.class), Chatterer.class);
        bites(KNOWS_ONLY_THE_JDK, planted(Bearer.class), Bearer.class);
        bites(KNOWS_ONLY_THE_JDK, planted(ArchitectureTest.class), ArchitectureTest.class);
    }

    @Test
    void login_alsoKnowsKeyManagersAndNothingElseOfTls() {
        LOGIN_ALSO_KNOWS_KEY_MANAGERS.check(main);
        bites(LOGIN_ALSO_KNOWS_KEY_MANAGERS, planted(PlantedHandshake.class), PlantedHandshake.class);
    }

    @Test
    void continuity_alsoKnowsCiphersAndNothingElse() {
        CONTINUITY_ALSO_KNOWS_CIPHERS.check(main);
        bites(CONTINUITY_ALSO_KNOWS_CIPHERS, planted(PlantedSigner.class), PlantedSigner.class);
        bites(KNOWS_ONLY_THE_JDK, planted(Sealer.class), Sealer.class);
    }

    @Test
    void main_ownsNoThread() {
        OWNS_NO_THREAD.check(main);
        bites(OWNS_NO_THREAD, planted(Spawner.class), Spawner.class);
        bites(OWNS_NO_THREAD, planted(Pooler.class), Pooler.class);
    }

    @Test
    void main_readsNoClock() {
        READS_NO_CLOCK.check(main);
        bites(READS_NO_CLOCK, planted(Watcher.class), Watcher.class);
        bites(READS_NO_CLOCK, planted(Counter.class), Counter.class);
        bites(READS_NO_CLOCK, planted(Borrower.class), Borrower.class);
    }

    @Test
    void main_rollsNoDice() {
        ROLLS_NO_DICE.check(main);
        bites(ROLLS_NO_DICE, planted(Gambler.class), Gambler.class);
    }

    @Test
    void everyPackage_hasALayer() {
        assertThat(main.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(LAYERS.keySet().stream()
                        .map(ArchitectureTest::packageOf)
                        .toList());
    }

    @Test
    void layers_dependOnLowerOnesOnly() {
        var lower = new ArrayList<String>();
        LAYERS.forEach((layer, allowed) -> {
            assertThat(lower).as(layer).containsAll(allowed);
            lower.add(layer);
        });
    }

    @Test
    void packages_keepToTheirLayers() {
        LAYERS.forEach((layer, allowed) -> keepsToItsLayer(layer, allowed).check(main));
        bites(keepsToItsLayer("failure", Set.of()), withPlanted(), PlantedUpwardDependency.class);
    }

    /** Nothing is allowed that is not needed, and each rule bites: without any one of its allowances it fails. */
    @Test
    void everyAllowance_isNeeded() {
        LAYERS.forEach((layer, allowed) -> allowed.forEach(one -> {
            var others = new TreeSet<>(allowed);
            others.remove(one);
            assertThatThrownBy(() -> keepsToItsLayer(layer, others).check(main))
                    .as("%s needs %s", packageOf(layer), one)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(packageOf(one));
        }));
    }

    @Test
    void packages_haveNoCycles() {
        NO_CYCLES.check(main);
        bites(NO_CYCLES, withPlanted(), PlantedUpwardDependency.class);
    }

    private static DescribedPredicate<JavaAccess<?>> target(String what, String owner, String name) {
        return DescribedPredicate.describe(
                what,
                access -> access.getTargetOwner().getName().matches(owner)
                        && access.getName().matches(name));
    }

    private static void bites(ArchRule rule, JavaClasses planted, Class<?> offender) {
        assertThatThrownBy(() -> rule.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offender.getName());
    }

    private static JavaClasses planted(Class<?> offender) {
        return new ClassFileImporter().importClasses(offender);
    }

    private static JavaClasses withPlanted() {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-classes/")
                        || location.contains(PlantedUpwardDependency.class.getSimpleName()))
                .importPackages(ROOT);
    }

    static final class Networker {
        final URI address = URI.create("https://example.test");
    }

    static final class Chatterer {
        final Logger log = Logger.getLogger("planted");
    }

    static final class Bearer {
        @Nullable
        KeyManager key;
    }

    static final class Sealer {
        @Nullable
        Cipher cipher;
    }

    static final class Spawner {
        final Thread thread = new Thread(() -> {});
    }

    static final class Pooler {
        final LongSupplier hidden = () -> {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                return pool.hashCode();
            }
        };
    }

    static final class Watcher {
        final Instant now = Instant.now();
    }

    static final class Counter {
        final LongSupplier clock = System::nanoTime;
    }

    static final class Borrower {
        final InstantSource clock = InstantSource.system();
    }

    static final class Gambler {
        final SecureRandom random = new SecureRandom();
    }
}
