package dev.baokms.auth.pkcs11;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token: found by its label, logged in to, and with one session that stays open, because closing the last one logs out. Not
 * thread-safe: only {@link TokenThread} comes here.
 */
final class TokenAccess {
    private static final int MAX_PIN_BYTES = 256;
    private static final long PIN_FINAL_TRY = 0x20000;
    private static final long PIN_LOCKED = 0x40000;
    private static final List<Long> USER_STATES = List.of(1L, 3L);

    private final Pkcs11Settings settings;
    private final GuardedFile pinFile;
    private @Nullable Cryptoki module;
    private Optional<Open> open = Optional.empty();
    private Optional<GuardedFile.Stamp> refusedPin = Optional.empty();

    private record Open(long session, long key, Optional<byte[]> id, GuardedFile.Stamp pin) {}

    TokenAccess(Pkcs11Settings settings) {
        this.settings = settings;
        this.pinFile = new GuardedFile(settings.pinFile(), MAX_PIN_BYTES);
    }

    /** Logged in, with the PIN that the file holds now, and the key found. Opens what is not open or no longer alive. */
    void ready() throws TokenTrouble {
        Cryptoki cryptoki = module();
        GuardedFile.Stamp pin = pinFile.stamp();
        if (open.isPresent() && alive(cryptoki, open.get())) {
            if (open.get().pin().equals(pin)) {
                return;
            }
            // Login is per process: while logged in, any PIN is taken. A new one is proved only from outside.
            cryptoki.logout(open.get().session());
        }
        abandon();
        if (refusedPin.equals(Optional.of(pin))) {
            throw new TokenTrouble(Problem.PIN_WRONG);
        }
        try {
            open = Optional.of(opened(cryptoki, pin));
        } catch (ReturnCode e) {
            throw new TokenTrouble(Problem.TOKEN_FAILING, e);
        }
    }

    /** DER of the certificates on the token: those with the key's {@code CKA_ID} first. */
    List<byte[]> certificates() throws TokenTrouble {
        ready();
        Cryptoki cryptoki = module();
        Open now = open.orElseThrow();
        try {
            List<byte[]> own = new ArrayList<>();
            List<byte[]> others = new ArrayList<>();
            for (long object : cryptoki.find(now.session(), Attribute.of(Cryptoki.CLASS, Cryptoki.CERTIFICATE))) {
                Optional<byte[]> id = cryptoki.attribute(now.session(), object, Cryptoki.ID);
                boolean ours = id.isPresent()
                        && now.id().isPresent()
                        && Arrays.equals(id.get(), now.id().get());
                cryptoki.attribute(now.session(), object, Cryptoki.VALUE).ifPresent((ours ? own : others)::add);
            }
            if (own.isEmpty()) {
                throw new TokenTrouble(Problem.CERTIFICATE_MISSING);
            }
            own.addAll(others);
            return own;
        } catch (ReturnCode e) {
            abandon();
            throw new TokenTrouble(Problem.TOKEN_FAILING, e);
        }
    }

    byte[] sign(Mechanism mechanism, byte[] input) throws TokenTrouble {
        ready();
        Open now = open.orElseThrow();
        try {
            return module().sign(now.session(), now.key(), mechanism, input);
        } catch (ReturnCode e) {
            abandon();
            throw new TokenTrouble(Problem.TOKEN_FAILING, e);
        }
    }

    void close() {
        abandon();
    }

    private Cryptoki module() throws TokenTrouble {
        Cryptoki loaded = module;
        if (loaded == null) {
            loaded = new Cryptoki(settings.modulePath());
            module = loaded;
        }
        return loaded;
    }

    private static boolean alive(Cryptoki cryptoki, Open open) {
        try {
            return USER_STATES.contains(cryptoki.sessionState(open.session()));
        } catch (ReturnCode e) {
            return false;
        }
    }

    /**
     * Ends what is left of the former login, and the module with it: after a token was taken away, C_Finalize and C_Initialize are
     * the only way by which every module finds it again.
     */
    private void abandon() {
        Cryptoki cryptoki = module;
        if (cryptoki != null && open.isPresent()) {
            cryptoki.closeSession(open.get().session());
        }
        if (cryptoki != null) {
            cryptoki.shutDown();
        }
        open = Optional.empty();
    }

    private Open opened(Cryptoki cryptoki, GuardedFile.Stamp pin) throws ReturnCode, TokenTrouble {
        cryptoki.initialize();
        long slot = slot(cryptoki);
        long session = cryptoki.openSession(slot);
        boolean usable = false;
        try {
            login(cryptoki, slot, session, pin);
            long key = key(cryptoki, session);
            usable = true;
            return new Open(session, key, cryptoki.attribute(session, key, Cryptoki.ID), pin);
        } finally {
            if (!usable) {
                cryptoki.closeSession(session);
            }
        }
    }

    private long slot(Cryptoki cryptoki) throws ReturnCode, TokenTrouble {
        List<Long> found = new ArrayList<>();
        for (long slot : cryptoki.slotsWithToken()) {
            try {
                if (cryptoki.tokenInfo(slot).label().equals(settings.tokenLabel())) {
                    found.add(slot);
                }
            } catch (ReturnCode e) {
                // A slot that is somebody else's, or whose token left this moment: not the one we look for.
            }
        }
        return switch (found.size()) {
            case 0 -> throw new TokenTrouble(Problem.TOKEN_ABSENT);
            case 1 -> found.getFirst();
            default -> throw new TokenTrouble(Problem.TOKEN_AMBIGUOUS);
        };
    }

    private void login(Cryptoki cryptoki, long slot, long session, GuardedFile.Stamp stamp)
            throws ReturnCode, TokenTrouble {
        long flags = cryptoki.tokenInfo(slot).flags();
        if ((flags & PIN_LOCKED) != 0) {
            throw new TokenTrouble(Problem.PIN_LOCKED);
        }
        if ((flags & PIN_FINAL_TRY) != 0) {
            throw new TokenTrouble(Problem.PIN_LAST_TRY);
        }
        byte[] file = pinFile.read();
        byte[] pin = firstLine(file);
        Arrays.fill(file, (byte) 0);
        try {
            long code = cryptoki.login(session, pin);
            if (code == ReturnCode.USER_ALREADY_LOGGED_IN) {
                cryptoki.logout(session);
                code = cryptoki.login(session, pin);
            }
            if (code == ReturnCode.PIN_INCORRECT
                    || code == ReturnCode.PIN_INVALID
                    || code == ReturnCode.PIN_LEN_RANGE
                    || code == ReturnCode.PIN_EXPIRED) {
                refusedPin = Optional.of(stamp);
                throw new TokenTrouble(Problem.PIN_WRONG);
            }
            if (code == ReturnCode.PIN_LOCKED) {
                throw new TokenTrouble(Problem.PIN_LOCKED);
            }
            if (code != ReturnCode.OK) {
                throw new ReturnCode("C_LOGIN", code);
            }
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    private long key(Cryptoki cryptoki, long session) throws ReturnCode, TokenTrouble {
        List<Long> keys = cryptoki.find(
                session,
                Attribute.of(Cryptoki.CLASS, Cryptoki.PRIVATE_KEY),
                new Attribute(Cryptoki.LABEL, settings.keyLabel().getBytes(StandardCharsets.UTF_8)));
        return switch (keys.size()) {
            case 0 -> throw new TokenTrouble(Problem.KEY_ABSENT);
            case 1 -> keys.getFirst();
            default -> throw new TokenTrouble(Problem.KEY_AMBIGUOUS);
        };
    }

    private static byte[] firstLine(byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n' && file[end] != '\r') {
            end++;
        }
        return Arrays.copyOf(file, end);
    }
}
