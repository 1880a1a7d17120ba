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
 * <p>At most {@value #MOST} at a time. One more ends the oldest, so that a client that holds connections open keeps no other out: an honest
 * request is over in milliseconds. Each connection carries one request, of at most {@value #REQUEST_LINE_BYTES} bytes for its line and
 * {@value #HEADER_BYTES} for its headers, and lives at most {@value #SECONDS} seconds. That bounds the memory a client can cause to
 * some 400 KiB in all.
 *
 * <p>Used by the one thread of the pages. Answers are made on virtual threads, because a page may ask the daemon's own socket, and
 * {@value #ANSWERS} at a time: the rest wait as connections, and those that are gone by then cost nothing.
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

    /** A connection that waits for a page to be made. */
    private record Waiting(ChannelHandlerContext connection, Supplier<Answer> page, boolean head) {}

    private final Deque<Channel> open = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int answering;

    void accept(Channel connection, Map<String, Supplier<Answer>> paths) {
        if (open.size() >= MOST) {
            end(open.removeFirst());
        }
        open.addLast(connection);
        // A timer that outlived its connection would keep all of it in memory, and connections can come by the
        // thousand.
        Future<?> timer = connection.eventLoop().schedule(() -> end(connection), SECONDS, TimeUnit.SECONDS);
        var _ = connection.closeFuture().addListener(_ -> {
            timer.cancel(false);
            open.remove(connection);
            waiting.removeIf(one -> one.connection.channel().equals(connection));
        });
        connection.pipeline().addLast(new HttpServerCodec(DECODER), new PageRequest(paths));
    }

    /** What became of a close is seen by the listener of {@link #accept}. */
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

    /** A page that cannot be made is an answer too: the thread must not end by an exception, which ends the daemon. */
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

    /** Answers the first request and closes. */
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
            // A client that resets or sends no HTTP; the daemon's own log is not the place for what others send.
            end(context.channel());
        }
    }
}
