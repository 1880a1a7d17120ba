package dev.baokms.transit.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates as people and tools write them, in the lax form of RFC 7468: text around blocks, blanks and tabs at the ends of
 * lines, any line ends, a byte order mark, lines of dashes, blocks that touch, and keys or parameters beside the
 * certificates, which are skipped. It accepts what OpenSSL's and Go's readers accept.
 *
 * <p>An unfinished or unreadable block is refused with its line and never skipped: otherwise a half-copied bundle would
 * trust fewer authorities than its owner believes.
 */
final class PemBundle {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([^-\\r\\n]+)-----");
    private static final Pattern MARK = Pattern.compile("-----(BEGIN|END) ([^-\\r\\n]+)-----");
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final List<String> CERTIFICATES = List.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final byte DER_SEQUENCE = 0x30;

    private final String text;

    private PemBundle(byte[] content) {
        // Every byte becomes one character: non-ASCII bytes occur only in text around the blocks.
        this.text = new String(content, StandardCharsets.ISO_8859_1);
    }

    /**
     * At least one certificate, in the order of the bundle.
     *
     * @throws IllegalArgumentException with the problem and its line
     */
    static List<X509Certificate> certificates(byte[] content) {
        if (content.length > 0 && content[0] == DER_SEQUENCE) {
            return List.of(parsed(content, "the CA bundle holds DER that is no certificate"));
        }
        List<X509Certificate> found = new PemBundle(content).blocks();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("the CA bundle holds no certificate");
        }
        return found;
    }

    private List<X509Certificate> blocks() {
        var found = new ArrayList<X509Certificate>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String label = begin.group(1).strip();
            Matcher end = MARK.matcher(text);
            if (!end.find(begin.end())
                    || end.group(1).equals("BEGIN")
                    || !end.group(2).strip().equals(label)) {
                throw new IllegalArgumentException(
                        "the " + label + " block that begins in line " + lineOf(begin.start()) + " is not finished");
            }
            if (CERTIFICATES.contains(label)) {
                found.add(certificate(text.substring(begin.end(), end.start()), lineOf(begin.start())));
            }
            from = end.end();
        }
        return found;
    }

    private static X509Certificate certificate(String body, int line) {
        String problem = "the CERTIFICATE block that begins in line " + line + " cannot be read";
        try {
            return parsed(Base64.getDecoder().decode(BLANK.matcher(body).replaceAll("")), problem);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }

    private static X509Certificate parsed(byte[] der, String problem) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }

    private int lineOf(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
