package dev.baokms.operator.disaster;

import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.daemon.serve.OpenBaoInspector;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.state.StateGlance;
import dev.baokms.state.UnusableStateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks OpenBao as a daemon on this machine would: with the configuration, and with the state file if there is a good
 * one.
 */
public final class KeyAccess implements KeyPort, AutoCloseable {
    private final OpenBaoInspector openBao;
    private final Optional<String> stateProblem;

    private final List<String> addresses;

    private KeyAccess(OpenBaoInspector openBao, List<String> addresses, Optional<String> stateProblem) {
        this.openBao = openBao;
        this.addresses = addresses;
        this.stateProblem = stateProblem;
    }

    /**
     * Opens the access. A bad state file alone does not stop a command of a disaster.
     *
     * @throws UnsafeStartException as {@code serve} would, except for its state file
     */
    public static KeyAccess of(Settings settings, BuildInfo build, Patience patience) throws UnsafeStartException {
        KeyringState memory = KeyringState.EMPTY;
        Optional<String> problem = Optional.empty();
        try {
            memory = StateGlance.memory(settings.stateFile(), settings.key().fingerprint());
        } catch (UnusableStateException e) {
            problem = Optional.of(DisasterTexts.stateNotUsed(String.valueOf(e.getMessage())));
        }
        return new KeyAccess(
                new OpenBaoInspector(settings, build, memory, patience),
                settings.transit().addresses().stream().map(Object::toString).toList(),
                problem);
    }

    /** Says why the memory of the daemon is not used; empty when it is. Without it, retired versions open. */
    public Optional<String> stateProblem() {
        return stateProblem;
    }

    /** Returns the addresses as configured. Does not say which of them answered. */
    public List<String> addresses() {
        return addresses;
    }

    @Override
    public Outcome<KeyMetadata> readKey() {
        return openBao.readKey();
    }

    @Override
    public Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
        return openBao.unwrap(ciphertext, keyId, annotations);
    }

    @Override
    public void close() {
        openBao.close();
    }
}
