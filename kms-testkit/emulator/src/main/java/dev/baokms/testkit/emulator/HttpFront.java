package dev.baokms.testkit.emulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * An HTTP/1.1 listener on loopback: netty's codec between sockets and a handler function. One daemon thread moves bytes
 * for all connections; {@link HttpExchange} makes the answers on other threads.
 */
final class HttpFront implements AutoCloseable {
    /** The limit for request line and headers, as in Go's server. */
    private static final int MAX_HEAD_BYTES = 1 << 20;

    private static final HttpDecoderConfig DECODER =
            new HttpDecoderConfig().setMaxInitialLineLength(MAX_HEAD_BYTES).setMaxHeaderSize(MAX_HEAD_BYTES);

    private final EventLoopGroup io =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("emulator", true), NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final boolean encrypted;
    private final Channel listener;

    /** @param tls requests a client certificate that its trust manager accepts, but does not require one */
    HttpFront(int port, Optional<SSLContext> tls, Function<Request, Response> handler) {
        encrypted = tls.isPresent();
        ChannelFuture bound = new ServerBootstrap()
                .group(io)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                // Accept no client before start: parts of the handler may not exist yet.
                .option(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        open.add(connection);
                        tls.ifPresent(context -> connection.pipeline().addLast(new SslHandler(engine(context))));
                        connection
                                .pipeline()
                                .addLast(new HttpServerCodec(DECODER), new BodyLimit(), new HttpExchange(handler));
                    }
                })
                .bind(new InetSocketAddress(loopback(), port))
                .awaitUninterruptibly();
        listener = bound.channel();
        open.add(listener);
        if (!bound.isSuccess()) {
            close();
            throw new UncheckedIOException("cannot listen on 127.0.0.1 port " + port, new IOException(bound.cause()));
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static SSLEngine engine(SSLContext tls) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setWantClientAuth(true);
        return engine;
    }

    void start() {
        listener.config().setAutoRead(true);
    }

    URI address() {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return URI.create((encrypted ? "https" : "http") + "://127.0.0.1:" + port);
    }

    /** Ends the listener, cuts every connection and ends the thread; only then can the port be bound again. */
    @Override
    public void close() {
        // Close explicitly: an event loop may end without closing its registered channels.
        open.close().awaitUninterruptibly();
        io.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
