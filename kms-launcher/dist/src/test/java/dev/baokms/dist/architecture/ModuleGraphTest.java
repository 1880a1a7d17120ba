package dev.baokms.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between Maven modules, as their files draw them. */
class ModuleGraphTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*?</parent>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(kms-[a-z0-9-]+)</artifactId>");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency><groupId>dev\\.baokms</groupId><artifactId>([^<]+)</artifactId>(.*?)</dependency>");

    /** From a top-level folder to those that its modules may use, in tests too. */
    private static final Map<String, Set<String>> FOLDERS = Map.of(
            "kms-core", Set.of(),
            "kms-transit-adapter", Set.of("kms-core", "kms-testkit"),
            "kms-grpc-adapter", Set.of("kms-core", "kms-testkit"),
            "kms-auth-jwt", Set.of("kms-core", "kms-testkit"),
            "kms-auth-certpkcs11", Set.of("kms-core", "kms-testkit"),
            "kms-testkit", Set.of("kms-core", "kms-testkit"),
            "kms-launcher",
                    Set.of(
                            "kms-core",
                            "kms-transit-adapter",
                            "kms-grpc-adapter",
                            "kms-auth-jwt",
                            "kms-auth-certpkcs11",
                            "kms-testkit",
                            "kms-launcher"));

    /** What is on the class path of {@code serve} of this project. */
    private static final Set<String> SERVE = Set.of(
            "kms-core",
            "kms-transit-adapter",
            "kms-grpc-adapter",
            "kms-auth-jwt",
            "kms-auth-certpkcs11",
            "kms-configuration",
            "kms-host",
            "kms-state",
            "kms-telemetry");

    /**
     * One module.
     *
     * @param folder top-level folder that it is in
     * @param uses other modules of this project, in any scope
     * @param ships those that it brings along
     */
    private record Module(String name, String folder, Set<String> uses, Set<String> ships) {}

    @Test
    void folders_useOnlyWhatTheyMay() throws IOException {
        List<Module> modules = modules();

        assertThat(modules).hasSizeGreaterThan(12);
        assertThat(modules.stream().map(Module::folder)).containsAll(FOLDERS.keySet());
        assertThat(strayArrows(modules)).isEmpty();
    }

    @Test
    void arrowFromAnAdapterToTheLauncher_isCaught() throws IOException {
        Stream<Module> planted =
                Stream.of(new Module("kms-auth-new", "kms-auth-jwt", Set.of("kms-host"), Set.of("kms-host")));

        assertThat(strayArrows(Stream.concat(modules().stream(), planted).toList()))
                .containsExactly("kms-auth-new -> kms-host");
    }

    @Test
    void daemon_shipsOnlyWhatServeNeeds() throws IOException {
        assertThat(shippedBy("kms-daemon")).isEqualTo(SERVE);
    }

    @Test
    void packages_shipNoTestkit() throws IOException {
        assertThat(shippedBy("kms-operator"))
                .contains("kms-daemon")
                .doesNotContain("kms-emulator", "kms-model", "kms-conformance", "kms-dev");
    }

    @Test
    void onlyTheCommands_readEtcd() throws IOException {
        // Whatever can connect to etcd stays out of the daemon, and out of the class archive that it starts from.
        assertThat(modules().stream()
                        .filter(module -> module.uses.contains("kms-etcd"))
                        .map(Module::name))
                .containsExactly("kms-operator");
    }

    private static List<String> strayArrows(List<Module> modules) {
        Map<String, String> folders = new HashMap<>();
        modules.forEach(module -> folders.put(module.name, module.folder));
        return modules.stream()
                .flatMap(module -> module.uses.stream()
                        .filter(used -> !used.equals(module.name))
                        .filter(used -> !module.folder.equals(folders.get(used)))
                        .filter(used -> !FOLDERS.getOrDefault(module.folder, Set.of())
                                .contains(folders.getOrDefault(used, "nowhere")))
                        .map(used -> module.name + " -> " + used))
                .toList();
    }

    private static Set<String> shippedBy(String name) throws IOException {
        Map<String, Module> byName =
                modules().stream().collect(Collectors.toMap(Module::name, module -> module, (one, other) -> one));
        var shipped = new TreeSet<String>();
        var open = new TreeSet<>(byName.get(name).ships);
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            if (shipped.add(next)) {
                open.addAll(byName.get(next).ships);
            }
        }
        return shipped;
    }

    private static List<Module> modules() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            var modules = new TreeMap<String, Module>();
            for (Path file : (Iterable<Path>) files.filter(ModuleGraphTest::isModule)::iterator) {
                Module module = read(file);
                modules.put(module.name, module);
            }
            return List.copyOf(modules.values());
        }
    }

    private static boolean isModule(Path file) {
        Path relative = ROOT.relativize(file);
        return file.endsWith("pom.xml")
                && relative.getNameCount() > 1
                && !relative.toString().matches("(\\..*|.*/target/.*|.*/src/.*)");
    }

    private static Module read(Path file) throws IOException {
        String text = PARENT.matcher(Files.readString(file)).replaceFirst("");
        String name = ARTIFACT.matcher(text)
                .results()
                .findFirst()
                .map(found -> found.group(1))
                .orElseThrow();
        List<MatchResult> dependencies = DEPENDENCY.matcher(text).results().toList();
        return new Module(
                name,
                ROOT.relativize(file).getName(0).toString(),
                names(dependencies.stream()),
                names(dependencies.stream()
                        .filter(dependency -> !dependency.group(2).contains("<scope>test</scope>"))));
    }

    private static Set<String> names(Stream<MatchResult> dependencies) {
        return dependencies.map(dependency -> dependency.group(1)).collect(Collectors.toSet());
    }
}
