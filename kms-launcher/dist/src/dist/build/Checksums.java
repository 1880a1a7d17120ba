import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jars of others that are bundled, held to the sums that were recorded when somebody last looked: a repository or a proxy that
 * serves something else under a known version stops the build of a package. The list is what {@code sha256sum -c} reads.
 */
final class Checksums {
    private static final String OWN = "kms-";

    private Checksums() {}

    /** @param args what to do, the folder of the jars, the list */
    public static void main(String[] args) throws IOException {
        if (args.length != 3 || !List.of("check", "record").contains(args[0])) {
            System.err.println("usage: Checksums check|record LIB LIST");
            System.exit(2);
        }
        Path lib = Path.of(args[1]);
        Path list = Path.of(args[2]);
        if (args[0].equals("record")) {
            Files.write(
                    list,
                    sums(lib).entrySet().stream()
                            .map(each -> each.getValue() + "  " + each.getKey())
                            .toList());
        } else {
            try {
                require(lib, list);
            } catch (IllegalStateException e) {
                System.err.println(e.getMessage());
                System.exit(1);
            }
        }
    }

    /** @throws IllegalStateException with every jar that is not what the list says, and with every one that is missing on either side */
    static void require(Path lib, Path list) throws IOException {
        Map<String, String> recorded = new TreeMap<>();
        for (String line : Files.readAllLines(list)) {
            String[] part = line.split("  ", 2);
            recorded.put(part[1], part[0]);
        }
        Map<String, String> found = sums(lib);
        var problems = new ArrayList<String>();
        found.forEach((jar, sum) -> {
            String expected = recorded.remove(jar);
            if (expected == null) {
                problems.add(lib.resolve(jar) + " is not in " + list);
            } else if (!expected.equals(sum)) {
                problems.add(lib.resolve(jar) + " has SHA-256 " + sum + ", need " + expected);
            }
        });
        recorded.keySet().forEach(jar -> problems.add(lib.resolve(jar) + " is missing, and is in " + list));
        if (!problems.isEmpty()) {
            problems.add(
                    "compare them with what their projects publish; if the change is meant, record it with the command"
                            + " in CONTRIBUTING.md, else delete them from the local repository and build again");
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
    }

    private static Map<String, String> sums(Path lib) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : jars.filter(file -> !file.getFileName().toString().startsWith(OWN))
                    .toList()) {
                sums.put(jar.getFileName().toString(), sha256(jar));
            }
        }
        return sums;
    }

    static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
