import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks or applies palantir-java-format on every source below a root; run by the build with the formatter on the class path. */
final class SourceFormat {
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");

    public static void main(String[] args) throws Exception {
        if (args.length != 2 || !Set.of("check", "apply").contains(args[0])) {
            System.err.println("usage: SourceFormat check|apply ROOT");
            System.exit(2);
        }
        var sources = new ArrayList<String>();
        Files.walkFileTree(Path.of(args[1]), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return SKIPPED.contains(dir.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".java")) {
                    sources.add(file.toString());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        if (sources.isEmpty()) {
            System.err.println("no sources below " + args[1]);
            System.exit(1);
        }
        var call = new ArrayList<>(List.of("--palantir"));
        call.addAll(args[0].equals("apply") ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        call.addAll(sources);
        com.palantir.javaformat.java.Main.main(call.toArray(String[]::new));
    }
}
