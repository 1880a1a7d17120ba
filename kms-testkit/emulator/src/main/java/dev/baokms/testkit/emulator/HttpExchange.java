package dev.baokms.testkit.emulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The requests of one connection. Each is answered on a virtual thread, because an answer may have to wait, and in
 * order, because HTTP/1.1 matches answers to requests only by their order.
 */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Function<Request, Response> handler;
    private CompletableFuture<Void> answered = CompletableFuture.completedFuture(null);

    HttpExchange(Function<Request, Response> handler) {
        this.handler = handler;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest message) {
        if (message.decoderResult().isFailure()) {
            send(connection, unreadable(message.decoderResult().cause()), false);
            return;
        }
        boolean keep = HttpUtil.isKeepAlive(message);
        var request = new Request(
                message.method().name(),
                message.uri(),
                message.headers(),
                message.content().toString(StandardCharsets.UTF_8),
                (InetSocketAddress) connection.channel().remoteAddress(),
                certificate(connection));
        answered = answered.thenRunAsync(
                        () -> send(connection, handler.apply(request), keep),
                        task -> Thread.ofVirtual().start(task))
                .whenComplete((done, bug) -> {
                    if (bug != null) {
                        var unused = connection.close();
                    }
                });
    }

    private static Response unreadable(Throwable cause) {
        return cause instanceof TooLongFrameException
                ? Response.plain(431, "text/plain; charset=utf-8", "431 Request Header Fields Too Large")
                : Response.plain(400, "text/plain; charset=utf-8", "400 Bad Request");
    }

    private static Optional<X509Certificate> certificate(ChannelHandlerContext connection) {
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        try {
            return tls == null
                    ? Optional.empty()
                    : Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static void send(ChannelHandlerContext connection, Response response, boolean keep) {
        if (response.ending() == Response.Ending.RESET) {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            // From the far end of the pipeline, so that TLS sends no close_notify first.
            var unused = connection.pipeline().firstContext().close();
            return;
        }
        boolean open = keep && response.ending() == Response.Ending.WHOLE;
        var sent = connection.writeAndFlush(message(response, open));
        if (!open) {
            var unused = sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The declared length is complete even if only half is sent. */
    static FullHttpResponse message(Response response, boolean keep) {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        int length = response.ending() == Response.Ending.HALF ? body.length / 2 : body.length;
        var message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(body, 0, length));
        response.headers().forEach(message.headers()::set);
        message.headers().set(HttpHeaderNames.DATE, Date.from(Instant.now()));
        HttpUtil.setContentLength(message, body.length);
        HttpUtil.setKeepAlive(message, keep);
        return message;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        // The client left or speaks no TLS, so no answer is possible.
        var unused = connection.close();
    }
}
