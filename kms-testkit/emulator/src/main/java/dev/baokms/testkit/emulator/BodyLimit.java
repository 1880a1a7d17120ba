package dev.baokms.testkit.emulator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.util.concurrent.TimeUnit;

/** Puts a request together, and refuses one that is longer than the server takes in the server's words. */
final class BodyLimit extends HttpObjectAggregator {
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final int DRAIN_SECONDS = 10;
    private static final Response TOO_LARGE =
            Response.plain(413, "application/json", "{\"errors\":[\"http: request body too large\"]}\n");

    BodyLimit() {
        super(MAX_BODY_BYTES);
    }

    /**
     * The rest of the body is read and thrown away: closing with unread bytes would reset the connection, and a client that has not
     * read the answer yet would lose it.
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
