package dev.baokms.etcd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys as kubeadm, k3s and openssl write them. The JDK reads only PKCS#8 keys. The keys of a
 * cluster mostly have older forms, which this class wraps in PKCS#8.
 */
public final class PemContent {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte OBJECT_ID = 0x06;
    private static final byte EC_CURVE = (byte) 0xA0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PemContent() {}

    /**
     * Returns at least one certificate, in the order of the file.
     *
     * @throws BrokenPemException with what is wrong, never with a part of the file
     */
    public static X509Certificate[] certificates(byte[] pem) throws BrokenPemException {
        var found = new ArrayList<X509Certificate>();
        Matcher block = BLOCK.matcher(text(pem));
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add(certificate(bytes(block.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new BrokenPemException(EtcdClusterTexts.NO_CERTIFICATE);
        }
        return found.toArray(X509Certificate[]::new);
    }

    private static X509Certificate certificate(byte[] der) throws BrokenPemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new BrokenPemException(EtcdClusterTexts.CERTIFICATE_DAMAGED);
        }
    }

    /**
     * Returns the first key.
     *
     * @throws BrokenPemException with what is wrong, never with a part of the file
     */
    public static PrivateKey key(byte[] pem) throws BrokenPemException {
        Matcher block = BLOCK.matcher(text(pem));
        while (block.find()) {
            if (block.group(1).endsWith("PRIVATE KEY")) {
                return key(block.group(1), bytes(block.group(2)));
            }
        }
        throw new BrokenPemException(EtcdClusterTexts.NO_PRIVATE_KEY);
    }

    private static PrivateKey key(String label, byte[] der) throws BrokenPemException {
        return switch (label) {
            case "PRIVATE KEY" -> ofAnyAlgorithm(der);
            case "RSA PRIVATE KEY" -> decoded("RSA", pkcs8(RSA, der));
            case "EC PRIVATE KEY" -> decoded("EC", pkcs8(joined(EC, curve(der)), der));
            default -> throw new BrokenPemException(EtcdClusterTexts.KEY_ENCRYPTED);
        };
    }

    private static PrivateKey ofAnyAlgorithm(byte[] der) throws BrokenPemException {
        for (String algorithm : ALGORITHMS) {
            try {
                return decoded(algorithm, der);
            } catch (BrokenPemException e) {
                // A key names its algorithm only inside, so the next one is tried.
            }
        }
        throw new BrokenPemException(EtcdClusterTexts.UNKNOWN_ALGORITHM);
    }

    private static PrivateKey decoded(String algorithm, byte[] der) throws BrokenPemException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new BrokenPemException(EtcdClusterTexts.KEY_DAMAGED);
        }
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, joined(VERSION_0, joined(tagged(SEQUENCE, algorithm), tagged(OCTETS, key))));
    }

    /** Returns the curve of an {@code ECPrivateKey}: a sequence of version, octets, and the curve under the tag 0. */
    private static byte[] curve(byte[] der) throws BrokenPemException {
        int at = content(der, 0, SEQUENCE);
        at = content(der, at, (byte) 0x02) + length(der, at);
        at = content(der, at, OCTETS) + length(der, at);
        int inner = content(der, at, EC_CURVE);
        int end = content(der, inner, OBJECT_ID) + length(der, inner);
        if (end > der.length) {
            throw new BrokenPemException(EtcdClusterTexts.KEY_WITHOUT_CURVE);
        }
        return Arrays.copyOfRange(der, inner, end);
    }

    private static int content(byte[] der, int at, byte tag) throws BrokenPemException {
        if (at + 2 > der.length || der[at] != tag) {
            throw new BrokenPemException(EtcdClusterTexts.KEY_WITHOUT_CURVE);
        }
        return at + 2 + (der[at + 1] == (byte) 0x81 ? 1 : 0);
    }

    /** Reads a length of at most one byte, which is enough for keys of elliptic curves. */
    private static int length(byte[] der, int at) {
        return der[at + 1] == (byte) 0x81 ? der[at + 2] & 0xff : der[at + 1] & 0x7f;
    }

    private static byte[] tagged(byte tag, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (content.length < 0x80) {
            bytes.write(content.length);
        } else {
            bytes.write(0x82);
            bytes.write(content.length >> 8);
            bytes.write(content.length);
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String text(byte[] pem) {
        return new String(pem, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String base64) throws BrokenPemException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BrokenPemException(EtcdClusterTexts.NOT_BASE64);
        }
    }
}
