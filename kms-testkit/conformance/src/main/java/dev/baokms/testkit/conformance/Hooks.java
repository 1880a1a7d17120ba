package dev.baokms.testkit.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything about a provider that its socket does not offer. Immutable: each method returns a copy with one addition.
 */
public final class Hooks {
    /** So that no hook hangs the kit; long enough to restart a real provider and its backend. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(2);

    private final Map<Hook, HookAction> actions;
    private final Optional<Endpoint> second;
    private final List<Path> logs;
    private final List<String> canaries;

    private Hooks(Map<Hook, HookAction> actions, Optional<Endpoint> second, List<Path> logs, List<String> canaries) {
        this.actions = actions;
        this.second = second;
        this.logs = logs;
        this.canaries = canaries;
    }

    public static Hooks none() {
        return new Hooks(Map.of(), Optional.empty(), List.of(), List.of());
    }

    public Hooks with(Hook hook, HookAction action) {
        Map<Hook, HookAction> more = new EnumMap<>(Hook.class);
        more.putAll(actions);
        more.put(hook, action);
        return new Hooks(more, second, logs, canaries);
    }

    /** @param command for {@code sh -c}; a non-zero exit code is a failure, and so is a run of more than 2 minutes */
    public Hooks withCommand(Hook hook, String command) {
        return with(hook, new ShellCommand(command, COMMAND_TIMEOUT));
    }

    /** Another instance with the same key configuration, running beside the first. */
    public Hooks withSecondInstance(Endpoint endpoint) {
        return new Hooks(actions, Optional.of(endpoint), logs, canaries);
    }

    /** A file to which the provider appends its log, at its most verbose level. */
    public Hooks withLogFile(Path file) {
        return new Hooks(actions, second, plus(logs, file), canaries);
    }

    /** A secret of the provider, such as its token, that no answer and no log line may hold. */
    public Hooks withCanary(String secret) {
        return new Hooks(actions, second, logs, plus(canaries, secret));
    }

    boolean offer(Capability capability) {
        return switch (capability) {
            case SECOND_INSTANCE -> second.isPresent();
            case LOGS -> !logs.isEmpty();
            case CANARIES -> !canaries.isEmpty();
            case LONG_RUN -> true;
            default -> actions.keySet().containsAll(capability.hooks());
        };
    }

    /** @param told added to the environment of a command */
    void run(Hook hook, Map<String, String> told) throws Exception {
        HookAction action = actions.get(hook);
        if (action == null) {
            throw new IllegalStateException("hook " + hook.optionName() + " is not there and was not asked for");
        }
        if (action instanceof ShellCommand command) {
            command.run(told);
        } else {
            action.run();
        }
    }

    Optional<Endpoint> second() {
        return second;
    }

    List<Path> logs() {
        return logs;
    }

    List<String> canaries() {
        return canaries;
    }

    private static <T> List<T> plus(List<T> list, T more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
