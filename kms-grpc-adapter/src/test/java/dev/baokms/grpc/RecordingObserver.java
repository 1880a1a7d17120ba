package dev.baokms.grpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. */
final class RecordingObserver implements CallObserver {
    record Bug(Method method, String type, List<StackTraceElement> frames) {}

    final AtomicInteger started = new AtomicInteger();
    final List<FinishedCall> finished = new CopyOnWriteArrayList<>();
    final List<Method> rejected = new CopyOnWriteArrayList<>();
    final List<String> refusedPeers = new CopyOnWriteArrayList<>();
    final List<Bug> bugs = new CopyOnWriteArrayList<>();

    final List<ConnectionLimit> closed = new CopyOnWriteArrayList<>();
    final List<String> serverBugs = new CopyOnWriteArrayList<>();

    @Override
    public void onStarted(Method method) {
        started.incrementAndGet();
    }

    @Override
    public void onFinished(FinishedCall call) {
        finished.add(call);
    }

    @Override
    public void onRejected(Method method) {
        rejected.add(method);
    }

    @Override
    public void onPeerRefused(String user, String group) {
        refusedPeers.add(user + ":" + group);
    }

    @Override
    public void onBug(Method method, String type, List<StackTraceElement> frames) {
        bugs.add(new Bug(method, type, frames));
    }

    @Override
    public void onConnectionClosed(ConnectionLimit limit) {
        closed.add(limit);
    }

    @Override
    public void onServerBug(String type, List<StackTraceElement> frames) {
        serverBugs.add(type);
    }

    int inFlight() {
        return started.get() - finished.size();
    }
}
