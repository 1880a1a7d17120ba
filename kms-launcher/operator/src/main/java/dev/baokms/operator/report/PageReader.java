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
 * One page, asked for at a port or a Unix socket, which the clients of the JDK do not dial. It goes to the address itself, past
 * every proxy, and follows nothing.
 */
final class PageReader {
    private static final int PART_BYTES = 4096;
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final Pattern CODE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]{1,9})\r\n");

    /**
     * What came back.
     *
     * @param code 0 when it was no HTTP
     */
    record Reply(int code, String body) {}

    private PageReader() {}

    /**
     * @param timeout for all of it
     * @param maxBytes of head and body, about; the rest is not read
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

    /** A thread that waits in a call on the connection is told by an exception. */
    private static void closeAfter(Duration timeout, SocketChannel connection) {
        try {
            Thread.sleep(timeout);
            connection.close();
        } catch (InterruptedException | IOException answered) {
            // Nothing is left to end.
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
        // One character for each byte, so that places in the text are places in the bytes.
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

    /** Without a length the end of the connection is the end of the answer. */
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
