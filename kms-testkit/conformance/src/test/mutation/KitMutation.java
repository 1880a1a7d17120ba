import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether the gallery notices when a check of the kit goes blind: each place where a check decides is disabled in turn, and turned
 * round in turn. A place that is disabled must let a specimen through that it caught; one turned round must fail a correct provider.
 *
 * <p>{@code java KitMutation.java MODULE [PLACE...]}, after {@code mvn package}; MODULE is the directory of kms-conformance, a PLACE such as
 * {@code DecryptChecks:75} limits it to some. Writes {@code target/kit-mutation.txt} and ends with 1 when a place goes unnoticed.
 */
final class KitMutation {
    private static final String PACKAGE = "dev.baokms.testkit.conformance.";
    private static final ClassDesc VIOLATION = ClassDesc.of(PACKAGE + "Violation");
    private static final ClassDesc SITES = ClassDesc.of(PACKAGE + "Sites");
    private static final List<String> GALLERIES =
            List.of("TransportGallery", "StatusGallery", "CipherGallery", "StoryGallery", "ModelGallery");

    private final List<String> places = new ArrayList<>();
    private final ClassLoader kit;
    private final Method judge;
    private final Method reset;

    private KitMutation(Path module) throws Exception {
        kit = rewritten(module);
        reset = method("Sites", "reset", int.class, int.class);
        judge = method("MutationRun", "failed", Object.class, String.class);
    }

    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]).toAbsolutePath();
        try (var report =
                new PrintStream(module.resolve("target/kit-mutation.txt").toFile())) {
            int unnoticed =
                    new KitMutation(module).run(report, List.of(arguments).subList(1, arguments.length));
            System.out.println(unnoticed + " places unnoticed; see " + module.resolve("target/kit-mutation.txt"));
            System.exit(unnoticed == 0 ? 0 : 1);
        }
    }

    /** Every class of the kit in a loader of its own, its decisions passed through Sites. */
    private ClassLoader rewritten(Path module) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        for (String tree : List.of("target/classes", "target/test-classes")) {
            Path root = module.resolve(tree);
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    String name =
                            root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                    byte[] bytes = Files.readAllBytes(file);
                    classes.put(
                            name,
                            tree.endsWith("/classes") && !name.endsWith(".Violation") ? rewrite(name, bytes) : bytes);
                }
            }
        }
        try (Stream<Path> jars = Files.list(module.resolve("target/lib"))) {
            URL[] urls = jars.map(KitMutation::url).toArray(URL[]::new);
            return new ClassLoader(new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
                @Override
                protected Class<?> findClass(String name) throws ClassNotFoundException {
                    byte[] bytes = classes.get(name);
                    if (bytes == null) {
                        throw new ClassNotFoundException(name);
                    }
                    return defineClass(name, bytes, 0, bytes.length);
                }
            };
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] rewrite(String name, byte[] bytes) {
        var file = ClassFile.of();
        int[] line = {0};
        CodeTransform calls = (code, element) -> {
            if (element instanceof LineNumber number) {
                line[0] = number.line();
            }
            if (element instanceof InvokeInstruction call
                    && call.opcode() == Opcode.INVOKESTATIC
                    && call.owner().asSymbol().equals(VIOLATION)
                    && call.name().equalsString("unless")) {
                MethodTypeDesc type = call.typeSymbol();
                code.loadConstant(places.size());
                code.invokestatic(
                        SITES, "unless", type.insertParameterTypes(type.parameterCount(), ConstantDescs.CD_int));
                places.add(name.substring(PACKAGE.length()) + ":" + line[0]);
            } else {
                code.with(element);
            }
        };
        return file.transformClass(file.parse(bytes), ClassTransform.transformingMethodBodies(calls));
    }

    private Method method(String type, String name, Class<?>... parameters) throws Exception {
        Method method = kit.loadClass(PACKAGE + type).getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    private Set<Integer> sites(String field) throws Exception {
        var sites = kit.loadClass(PACKAGE + "Sites").getDeclaredField(field);
        sites.setAccessible(true);
        var copy = new TreeSet<Integer>();
        ((Set<?>) sites.get(null)).forEach(site -> copy.add((Integer) site));
        return copy;
    }

    private boolean failed(Object specimen, String rule, int disabled, int inverted) throws Exception {
        reset.invoke(null, disabled, inverted);
        try {
            return (boolean) judge.invoke(null, specimen, rule);
        } catch (InvocationTargetException e) {
            // A check turned round may leave the kit with what it never has, and that is noticed too.
            if (e.getCause() instanceof IllegalStateException) {
                return true;
            }
            throw e;
        }
    }

    /** @param wanted places, or none for all */
    private int run(PrintStream report, List<String> wanted) throws Exception {
        Map<Object, Set<Integer>> caughtBy = new LinkedHashMap<>();
        Map<Integer, String> reachedBy = new TreeMap<>();
        for (String gallery : GALLERIES) {
            var field = kit.loadClass(PACKAGE + gallery).getDeclaredField("SPECIMENS");
            field.setAccessible(true);
            for (Object specimen : (List<?>) field.get(null)) {
                boolean caught = failed(specimen, "", -1, -1);
                report.println((caught ? "caught   " : "MISSED   ") + specimen);
                caughtBy.put(specimen, sites("VIOLATED"));
            }
        }
        for (Object asked : (List<?>) method("MutationRun", "rules").invoke(null)) {
            String rule = asked.toString();
            if (failed(null, rule, -1, -1)) {
                report.println("a correct provider fails " + rule);
            }
            sites("REACHED").forEach(site -> reachedBy.putIfAbsent(site, rule));
        }
        int unnoticed = 0;
        for (int site = 0; site < places.size(); site++) {
            if (!wanted.isEmpty() && !wanted.contains(places.get(site))) {
                continue;
            }
            boolean disabled = false;
            for (var specimen : caughtBy.entrySet()) {
                disabled |= specimen.getValue().contains(site) && !failed(specimen.getKey(), "", site, -1);
            }
            String rule = reachedBy.get(site);
            boolean inverted = rule != null && failed(null, rule, -1, site);
            for (var specimen : caughtBy.entrySet()) {
                inverted |= specimen.getValue().contains(site) && !failed(specimen.getKey(), "", -1, site);
            }
            unnoticed += (disabled ? 0 : 1) + (inverted ? 0 : 1);
            report.printf(
                    "%-40s disabled: %-9s inverted: %s%n",
                    places.get(site), disabled ? "noticed" : "UNNOTICED", inverted ? "noticed" : "UNNOTICED");
            report.flush();
        }
        report.println(unnoticed + " of " + 2 * places.size() + " changes unnoticed");
        return unnoticed;
    }
}
