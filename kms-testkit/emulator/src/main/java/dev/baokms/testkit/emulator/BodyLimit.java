package dev.baokms.testkit.emulator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.util.concurrent.TimeUnit;

/** Assembles a request, and refuses one that is too long with the server's own words. */
final class BodyLimit extends HttpObjectAggregator {
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final int DRAIN_SECONDS = 10;
    private static final Response TOO_LARGE =
            Response.plain(413, "application/json", "{\"errors\":[\"http: request body too large\"]}\n");

    BodyLimit() {
        super(MAX_BODY_BYTES);
    }

    /**
     * Reads and discards the rest of the body: closing with unread bytes would reset the connection, and the client
     * could lose the answer.
     */
    @Override
    protected void handleOversizedMessage(ChannelHandlerContext connection, HttpMessage oversized) {
        var unused = connection.writeAndFlush(HttpExchange.message(TOO_LARGE, false));
        Runnable end = () -> {
            var unusedToo = connection.close();
        };
        var unusedTimer = connection.executor().schedule(end, DRAIN_SECONDS, TimeUnit.SECONDS);
    }
}
