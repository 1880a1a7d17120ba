package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** One connection: reads requests one after another and writes what the handler answers. */
final class HttpConnection {
    private static final int MAX_HEAD_BYTES = 1 << 20;
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final int IDLE_MILLIS = 300_000;
    private static final int DRAIN_MILLIS = 2_000;
    private static final Response TOO_LARGE = Response.plain(
                    413, "application/json", "{\"errors\":[\"http: request body too large\"]}\n")
            .ending(Response.Ending.CLOSE);
    private static final Response HEAD_TOO_LARGE = Response.plain(
                    431, "text/plain; charset=utf-8", "431 Request Header Fields Too Large")
            .ending(Response.Ending.CLOSE);
    private static final Response NO_HTTP =
            Response.plain(400, "text/plain; charset=utf-8", "400 Bad Request").ending(Response.Ending.CLOSE);

    private final Socket raw;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Function<Request, Response> handler;

    HttpConnection(Socket raw, Socket socket, Function<Request, Response> handler) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.handler = handler;
        raw.setSoTimeout(IDLE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        out = socket.getOutputStream();
    }

    void serveAll() throws IOException {
        boolean more = true;
        while (more) {
            String head = readHead();
            if (head.isEmpty()) {
                return;
            }
            more = serve(head);
        }
    }

    private boolean serve(String head) throws IOException {
        try {
            Request request = readRequest(head);
            boolean keep = !request.header("Connection").equalsIgnoreCase("close");
            return send(request.method, handler.apply(request)) && keep;
        } catch (Unreadable e) {
            send("", e.response);
            drain();
            return false;
        }
    }

    private Request readRequest(String head) throws IOException, Unreadable {
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3 || !first[2].startsWith("HTTP/1.")) {
            throw new Unreadable(NO_HTTP);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new Request(first[0], first[1], headers, readBody(headers), raw.getInetAddress(), certificate());
    }

    private Optional<X509Certificate> certificate() {
        try {
            return socket instanceof SSLSocket encrypted
                    ? Optional.of((X509Certificate) encrypted.getSession().getPeerCertificates()[0])
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Everything up to the empty line, or the empty string when the client has closed. */
    private String readHead() throws IOException {
        var head = new ByteArrayOutputStream(512);
        int ends = 0;
        while (ends < 2) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.write(c);
            ends = c == '\n' ? ends + 1 : c == '\r' ? ends : 0;
            if (head.size() > MAX_HEAD_BYTES) {
                send("", HEAD_TOO_LARGE);
                drain();
                return "";
            }
        }
        return head.toString(ISO_8859_1).stripTrailing();
    }

    private byte[] readBody(Map<String, String> headers) throws IOException, Unreadable {
        boolean chunked = headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked");
        long length = lengthOf(headers);
        if (length > MAX_BODY_BYTES) {
            throw new Unreadable(TOO_LARGE);
        }
        if (headers.getOrDefault("Expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        return chunked ? readChunks() : readExactly((int) length);
    }

    private static long lengthOf(Map<String, String> headers) throws Unreadable {
        try {
            return Long.parseUnsignedLong(headers.getOrDefault("Content-Length", "0"));
        } catch (NumberFormatException e) {
            throw new Unreadable(NO_HTTP);
        }
    }

    private byte[] readChunks() throws IOException, Unreadable {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = chunkSize();
            body.writeBytes(readExactly(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
            if (body.size() > MAX_BODY_BYTES) {
                throw new Unreadable(TOO_LARGE);
            }
        }
    }

    private int chunkSize() throws IOException, Unreadable {
        try {
            int size = Integer.parseUnsignedInt(readLine(), 16);
            if (size < 0 || size > MAX_BODY_BYTES) {
                throw new Unreadable(TOO_LARGE);
            }
            return size;
        } catch (NumberFormatException e) {
            throw new Unreadable(NO_HTTP);
        }
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("request cut short");
            }
            line.write(c);
        }
        return line.toString(ISO_8859_1).strip();
    }

    private byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("request cut short");
        }
        return bytes;
    }

    /** Answers whether the connection can serve another request. */
    private boolean send(String method, Response response) throws IOException {
        if (response.ending == Response.Ending.RESET) {
            raw.setSoLinger(true, 0);
            raw.close();
            return false;
        }
        boolean bodiless = response.status == 204 || response.status == 304 || response.status < 200;
        byte[] head = head(response, bodiless).getBytes(ISO_8859_1);
        boolean whole = response.ending != Response.Ending.HALF;
        int length = bodiless || method.equals("HEAD") ? 0 : whole ? response.body.length : response.body.length / 2;
        // One write: two small ones would meet the peer's delayed acknowledgement.
        byte[] all = new byte[head.length + length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(response.body, 0, all, head.length, length);
        out.write(all);
        out.flush();
        return response.ending == Response.Ending.WHOLE;
    }

    private static String head(Response response, boolean bodiless) {
        var head = new StringBuilder("HTTP/1.1 %d Status\r\n".formatted(response.status));
        response.headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Date: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME
                        .withLocale(Locale.ROOT)
                        .format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\n");
        if (!bodiless) {
            head.append("Content-Length: ").append(response.body.length).append("\r\n");
        }
        if (response.ending == Response.Ending.CLOSE) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString();
    }

    /**
     * Reads what the client is still sending. Closing with unread bytes would reset the connection, and a client that has not read
     * the answer yet would lose it.
     */
    private void drain() throws IOException {
        socket.shutdownOutput();
        raw.setSoTimeout(DRAIN_MILLIS);
        in.skipNBytes(2L * MAX_BODY_BYTES);
    }

    /** A request that gets its answer before it is one. */
    private static final class Unreadable extends Exception {
        private final transient Response response;

        Unreadable(Response response) {
            super("unreadable request", null, false, false);
            this.response = response;
        }
    }
}
