import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Keeps of a jar what others can compile against: public and protected signatures without code. No release is published where a
 * build could fetch it, so the one to be compatible with lies in the repository in this form, a few kilobytes long. Does nothing
 * in a module without src/api.
 */
final class ApiBaseline {
    /** A fixed one, so that equal signatures give equal bytes. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    /** Without the constants of the code that is gone. */
    private static final ClassFile SIGNATURES = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);

    private final Map<String, ClassModel> classes = new HashMap<>();

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: ApiBaseline JAR MODULE");
            System.exit(2);
        }
        Path folder = Path.of(args[1], "src", "api");
        if (Files.exists(folder)) {
            var baseline = new ApiBaseline();
            baseline.read(Path.of(args[0]));
            baseline.write(folder.resolve("baseline.jar"));
        }
    }

    private void read(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream()
                    .filter(each -> each.getName().endsWith(".class"))
                    .toList()) {
                ClassModel model =
                        ClassFile.of().parse(file.getInputStream(entry).readAllBytes());
                classes.put(model.thisClass().asInternalName(), model);
            }
        }
    }

    private void write(Path baseline) throws IOException {
        var signatures = new TreeMap<String, byte[]>();
        classes.forEach((name, model) -> {
            if (isVisible(model)) {
                signatures.put(name + ".class", SIGNATURES.transformClass(model, (builder, element) -> {
                    if (belongs(element)) {
                        keep(builder, element);
                    }
                }));
            }
        });
        try (var out = new ZipOutputStream(Files.newOutputStream(baseline))) {
            for (Map.Entry<String, byte[]> signature : signatures.entrySet()) {
                var entry = new ZipEntry(signature.getKey());
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                out.write(signature.getValue());
            }
        }
        System.out.println(baseline + " has the signatures of " + signatures.size() + " types");
    }

    /** A nested type is as visible as it and all around it are; its own flags know public and not public alone. */
    private boolean isVisible(ClassModel model) {
        for (ClassElement element : model) {
            if (element instanceof InnerClassesAttribute inner) {
                for (InnerClassInfo info : inner.classes()) {
                    if (info.innerClass().equals(model.thisClass())) {
                        return isOpen(info.flags())
                                && info.outerClass()
                                        .map(outer -> classes.get(outer.asInternalName()))
                                        .filter(this::isVisible)
                                        .isPresent();
                    }
                }
            }
        }
        return model.flags().has(AccessFlag.PUBLIC);
    }

    private static boolean belongs(ClassElement element) {
        return switch (element) {
            case MethodModel method -> isOpen(method.flags().flags());
            case FieldModel field -> isOpen(field.flags().flags());
            case SourceFileAttribute file -> false;
            default -> true;
        };
    }

    private static void keep(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method) {
            builder.transformMethod(method, MethodTransform.dropping(CodeAttribute.class::isInstance));
        } else {
            builder.with(element);
        }
    }

    private static boolean isOpen(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }
}
