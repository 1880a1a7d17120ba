package dev.baokms.operator.report;

import static java.net.StandardProtocolFamily.UNIX;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.telemetry.ListenAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one page from a port or from a Unix socket, which the JDK's HTTP clients cannot connect to. Connects to the
 * address directly, ignores proxies and follows no redirect.
 */
final class PageReader {
    private static final int PART_BYTES = 4096;
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final Pattern CODE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]{1,9})\r\n");

    /**
     * The answer.
     *
     * @param code the status code; 0 when the answer was not HTTP
     */
    record Reply(int code, String body) {}

    private PageReader() {}

    /**
     * Requests a page and reads the answer.
     *
     * @param timeout the limit for the whole request
     * @param maxBytes the approximate limit for head and body together; the rest is not read
     */
    static Reply get(ListenAddress address, String path, Duration timeout, int maxBytes) throws IOException {
        SocketAddress at = address.socketAddress();
        if (at instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new ConnectException(ReportTexts.NO_ADDRESS);
        }
        try (SocketChannel connection =
                at instanceof InetSocketAddress ? SocketChannel.open() : SocketChannel.open(UNIX)) {
            Thread timer = Thread.ofVirtual().start(() -> closeAfter(timeout, connection));
            try {
                connection.connect(at);
                ByteBuffer request =
                        ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                .getBytes(US_ASCII));
                while (request.hasRemaining()) {
                    connection.write(request);
                }
                return read(Channels.newInputStream(connection), maxBytes);
            } finally {
                timer.interrupt();
            }
        }
    }

    /** Closes the connection after the timeout. A thread that is blocked on it gets an exception. */
    private static void closeAfter(Duration timeout, SocketChannel connection) {
        try {
            Thread.sleep(timeout);
            connection.close();
        } catch (InterruptedException | IOException answered) {
            // The answer came first, so there is nothing to close.
        }
    }

    private static Reply read(InputStream in, int maxBytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] part = new byte[PART_BYTES];
        while (bytes.size() < maxBytes && !isWhole(bytes.toString(ISO_8859_1))) {
            int count = in.read(part);
            if (count < 0) {
                break;
            }
            bytes.write(part, 0, count);
        }
        // One character for each byte, so that positions in the text equal positions in the bytes.
        String answer = bytes.toString(ISO_8859_1);
        int headers = answer.indexOf(END_OF_HEADERS);
        Matcher code = CODE.matcher(answer);
        return headers < 0 || !code.lookingAt()
                ? new Reply(0, "")
                : new Reply(
                        Integer.parseInt(code.group(1)),
                        new String(
                                answer.substring(headers + END_OF_HEADERS.length())
                                        .getBytes(ISO_8859_1),
                                UTF_8));
    }

    /** Whether the answer is complete. Without a length, only the end of the connection ends the answer. */
    private static boolean isWhole(String answer) {
        int headers = answer.indexOf(END_OF_HEADERS);
        if (headers < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(answer).region(0, headers + 2);
        return length.find()
                && answer.length() - headers - END_OF_HEADERS.length() >= Integer.parseInt(length.group(1));
    }
}
