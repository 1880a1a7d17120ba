package dev.baokms.auth;

import dev.baokms.core.login.LoginHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A program around a login method: files in memory and a clock that stands. Tells by which of the two rules a file was asked for. */
public final class FakeHost implements LoginHost {
    private final Map<String, FakeFile> secrets = new HashMap<>();
    private final Map<String, FakeFile> others = new HashMap<>();
    private final Instant now;

    public FakeHost(Instant now) {
        this.now = now;
    }

    @Override
    public FakeFile secretFile(String absolutePath) {
        return secrets.computeIfAbsent(absolutePath, path -> new FakeFile());
    }

    @Override
    public FakeFile publicFile(String absolutePath) {
        return others.computeIfAbsent(absolutePath, path -> new FakeFile());
    }

    @Override
    public TrustedLibrary library(String absolutePath) {
        throw new UnsupportedOperationException("no method here loads a library");
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(now);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(2);
    }
}
