package dev.baokms.telemetry;

import dev.baokms.telemetry.MonitoringPages.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The connections to the pages, within bounds that no client can exceed: every user of the machine can dial them.
 *
 * <p>At most {@value #MOST} connections are open at a time. One more closes the oldest, so a client that holds
 * connections open keeps no other client out: an honest request is over in milliseconds. Each connection carries one
 * request, of at most {@value #REQUEST_LINE_BYTES} bytes for its line and {@value #HEADER_BYTES} for its headers, and
 * lives at most {@value #SECONDS} seconds. These bounds limit the memory that clients can use to some 400 KiB in all.
 *
 * <p>Only the single thread of the pages uses this class. Answers are made on virtual threads, at most
 * {@value #ANSWERS} at a time, because a page may ask the daemon's own socket. The other requests wait as connections;
 * a connection that has closed by then costs nothing.
 */
final class PageConnections {
    static final int MOST = 32;

    private static final int REQUEST_LINE_BYTES = 1024;
    private static final int HEADER_BYTES = 8 * 1024;
    private static final int SECONDS = 5;
    private static final int ANSWERS = 4;

    private static final HttpDecoderConfig DECODER = new HttpDecoderConfig()
            .setMaxInitialLineLength(REQUEST_LINE_BYTES)
            .setMaxHeaderSize(HEADER_BYTES)
            .setInitialBufferSize(128);

    /** A connection that waits for its page. */
    private record Waiting(ChannelHandlerContext connection, Supplier<Answer> page, boolean head) {}

    private final Deque<Channel> open = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int answering;

    void accept(Channel connection, Map<String, Supplier<Answer>> paths) {
        if (open.size() >= MOST) {
            end(open.removeFirst());
        }
        open.addLast(connection);
        // A timer that outlived its connection would keep the connection in memory, and clients can open thousands.
        Future<?> timer = connection.eventLoop().schedule(() -> end(connection), SECONDS, TimeUnit.SECONDS);
        var _ = connection.closeFuture().addListener(_ -> {
            timer.cancel(false);
            open.remove(connection);
            waiting.removeIf(one -> one.connection.channel().equals(connection));
        });
        connection.pipeline().addLast(new HttpServerCodec(DECODER), new PageRequest(paths));
    }

    /** The listener in {@link #accept} sees the result of a close. */
    private static void end(Channel connection) {
        var _ = connection.close();
    }

    private void answer(Waiting request) {
        waiting.addLast(request);
        answerNext();
    }

    private void answerNext() {
        if (answering == ANSWERS || waiting.isEmpty()) {
            return;
        }
        Waiting next = waiting.removeFirst();
        answering++;
        Thread.ofVirtual().name("kms-page").start(() -> {
            Answer answer = made(next.page);
            backOn(next.connection.executor(), () -> {
                answering--;
                send(next.connection, answer, next.head);
                answerNext();
            });
        });
    }

    /** Turns an exception into an answer too: an exception must not end the thread, because that ends the daemon. */
    private static Answer made(Supplier<Answer> page) {
        try {
            return page.get();
        } catch (RuntimeException bug) {
            Log.error(TelemetryTexts.BUG_IN_PAGE)
                    .with("error_class", bug.getClass().getSimpleName())
                    .write();
            return Answer.json(500, Map.of("status", "error"));
        }
    }

    private static void backOn(EventExecutor thread, Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopping) {
            // The connection is closed, or is about to be.
        }
    }

    private static void send(ChannelHandlerContext connection, Answer answer, boolean head) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        var _ = connection.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Answers the first request and closes the connection. */
    private final class PageRequest extends SimpleChannelInboundHandler<HttpRequest> {
        private final Map<String, Supplier<Answer>> paths;
        private boolean answered;

        PageRequest(Map<String, Supplier<Answer>> paths) {
            this.paths = paths;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
            if (answered) {
                return;
            }
            answered = true;
            boolean head = request.method().equals(HttpMethod.HEAD);
            if (request.decoderResult().isFailure()) {
                send(context, Answer.json(400, Map.of("status", TelemetryTexts.BAD_REQUEST)), head);
                return;
            }
            Supplier<Answer> page = paths.get(request.uri().split("\\?", 2)[0]);
            if (page == null) {
                send(context, Answer.json(404, Map.of("status", TelemetryTexts.NOT_FOUND)), head);
            } else if (head || request.method().equals(HttpMethod.GET)) {
                answer(new Waiting(context, page, head));
            } else {
                send(context, Answer.json(405, Map.of("status", TelemetryTexts.METHOD_NOT_ALLOWED)), head);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The client reset the connection or sent no HTTP. Others must not be able to write to the daemon's log.
            end(context.channel());
        }
    }
}
