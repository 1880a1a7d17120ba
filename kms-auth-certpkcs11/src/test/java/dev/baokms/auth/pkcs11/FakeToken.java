package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKO_CERTIFICATE;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKO_PRIVATE_KEY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A module with one token, in memory and with software keys. It keeps the rules of the standard, which {@link
 * CryptokiContract} says, and fails where a test tells it to.
 */
final class FakeToken implements Cryptoki {
    static final String LABEL = "node";
    static final String PIN = "1234-marked-pin";
    static final long SLOT = 7;

    /** What the module was asked for, in order, with the user type of a login. */
    final List<String> calls = new ArrayList<>();
    /** What was sent as PIN; each is wiped when its login is over. */
    final List<SecretBytes> pins = new ArrayList<>();

    private final Map<CryptokiFunction, Long> faults = new HashMap<>();
    private final List<Stored> objects = new ArrayList<>();
    private final Map<Long, Optional<Signing>> sessions = new HashMap<>();
    private String label = LABEL;
    private String pin = PIN;
    private long flags;
    private int tokens = 1;
    private boolean isUsedByOthers;
    private boolean isInitialized;
    private boolean isLoggedIn;
    private Optional<byte[]> nextSignature = Optional.empty();
    private long lastHandle;

    private record Stored(long handle, Map<Long, byte[]> attributes, Optional<KeyPair> key) {
        boolean has(Attribute wanted) {
            return Arrays.equals(attributes.get(wanted.type()), wanted.value());
        }

        boolean asksForPin() {
            return Arrays.equals(attributes.get(Pkcs11Constants.CKA_ALWAYS_AUTHENTICATE), new byte[] {1});
        }
    }

    private record Signing(Stored key, Mechanism mechanism, boolean allowed) {}

    FakeToken key(String keyLabel, String id, KeyPair pair, boolean alwaysAuthenticate) {
        Map<Long, byte[]> attributes = new HashMap<>();
        attributes.put(Pkcs11Constants.CKA_CLASS, number(CKO_PRIVATE_KEY));
        attributes.put(Pkcs11Constants.CKA_LABEL, keyLabel.getBytes(UTF_8));
        attributes.put(Pkcs11Constants.CKA_ID, id.getBytes(UTF_8));
        attributes.put(Pkcs11Constants.CKA_ALWAYS_AUTHENTICATE, new byte[] {(byte) (alwaysAuthenticate ? 1 : 0)});
        objects.add(new Stored(++lastHandle, attributes, Optional.of(pair)));
        return this;
    }

    FakeToken key(String keyLabel, KeyPair pair) {
        return key(keyLabel, "01", pair, false);
    }

    FakeToken certificate(String id, byte[] der) {
        Map<Long, byte[]> attributes = new HashMap<>();
        attributes.put(Pkcs11Constants.CKA_CLASS, number(CKO_CERTIFICATE));
        attributes.put(Pkcs11Constants.CKA_ID, id.getBytes(UTF_8));
        attributes.put(Pkcs11Constants.CKA_VALUE, der);
        objects.add(new Stored(++lastHandle, attributes, Optional.empty()));
        return this;
    }

    FakeToken labelled(String other) {
        label = other;
        return this;
    }

    FakeToken withPin(String other) {
        pin = other;
        return this;
    }

    FakeToken withFlags(long bits) {
        flags = bits;
        return this;
    }

    /** From now on, until {@link #heal}. */
    FakeToken failing(CryptokiFunction function, ReturnCode code) {
        return failing(function, code.number());
    }

    FakeToken failing(CryptokiFunction function, long number) {
        faults.put(function, number);
        return this;
    }

    void heal() {
        faults.clear();
    }

    /** The next signature is these bytes. */
    void willSign(byte[] bytes) {
        nextSignature = Optional.of(bytes);
    }

    /** None when it is taken away; several look alike. Ends all sessions. */
    void tokens(int number) {
        tokens = number;
        isLoggedIn = false;
        sessions.clear();
    }

    /** Other code of the process is logged in, whenever this code comes. */
    FakeToken usedByOthers() {
        isUsedByOthers = true;
        return this;
    }

    long logins() {
        return calls.stream()
                .filter(call -> call.startsWith(CryptokiFunction.LOGIN.toString()))
                .count();
    }

    @Override
    public void initialize() throws CryptokiException {
        calls.add(CryptokiFunction.INITIALIZE.toString());
        fault(CryptokiFunction.INITIALIZE);
        isInitialized = true;
        isLoggedIn |= isUsedByOthers;
    }

    @Override
    public void finalizeModule() {
        calls.add(CryptokiFunction.FINALIZE.toString());
        isInitialized = false;
        isLoggedIn = false;
        sessions.clear();
    }

    @Override
    public List<Long> slotsWithToken() throws CryptokiException {
        begin(CryptokiFunction.GET_SLOT_LIST);
        return LongStream.range(SLOT, SLOT + tokens).boxed().toList();
    }

    @Override
    public TokenInfo tokenInfo(long slot) throws CryptokiException {
        begin(CryptokiFunction.GET_TOKEN_INFO);
        require(isTaken(slot), CryptokiFunction.GET_TOKEN_INFO, ReturnCode.CKR_SLOT_ID_INVALID);
        return new TokenInfo(label, flags);
    }

    @Override
    public long openSession(long slot) throws CryptokiException {
        begin(CryptokiFunction.OPEN_SESSION);
        require(isTaken(slot), CryptokiFunction.OPEN_SESSION, ReturnCode.CKR_SLOT_ID_INVALID);
        sessions.put(++lastHandle, Optional.empty());
        return lastHandle;
    }

    @Override
    public void closeSession(long session) {
        calls.add(CryptokiFunction.CLOSE_SESSION.toString());
        sessions.remove(session);
        isLoggedIn &= !sessions.isEmpty();
    }

    @Override
    public long sessionState(long session) throws CryptokiException {
        begin(CryptokiFunction.GET_SESSION_INFO);
        signing(session, CryptokiFunction.GET_SESSION_INFO);
        return isLoggedIn ? Pkcs11Constants.CKS_RO_USER_FUNCTIONS : 0;
    }

    @Override
    public void login(long session, UserType user, SecretBytes sent) throws CryptokiException {
        pins.add(sent);
        calls.add(CryptokiFunction.LOGIN + " " + user);
        fault(CryptokiFunction.LOGIN);
        Optional<Signing> signing = signing(session, CryptokiFunction.LOGIN);
        boolean isUser = user == UserType.CKU_USER;
        require(!isUser || !isLoggedIn, CryptokiFunction.LOGIN, ReturnCode.CKR_USER_ALREADY_LOGGED_IN);
        require(isUser || signing.isPresent(), CryptokiFunction.LOGIN, ReturnCode.CKR_OPERATION_NOT_INITIALIZED);
        boolean isRight = sent.exposeTo(bytes -> Arrays.equals(bytes, pin.getBytes(UTF_8)));
        require(isRight, CryptokiFunction.LOGIN, ReturnCode.CKR_PIN_INCORRECT);
        isLoggedIn = true;
        sessions.put(session, signing.map(begun -> new Signing(begun.key(), begun.mechanism(), true)));
    }

    @Override
    public void logout(long session) {
        calls.add(CryptokiFunction.LOGOUT.toString());
        isLoggedIn = false;
    }

    @Override
    public List<Long> findObjects(long session, Attribute... wanted) throws CryptokiException {
        begin(CryptokiFunction.FIND_OBJECTS);
        signing(session, CryptokiFunction.FIND_OBJECTS);
        return objects.stream()
                .filter(object -> Stream.of(wanted).allMatch(object::has))
                .map(Stored::handle)
                .toList();
    }

    @Override
    public Optional<byte[]> attribute(long session, long object, long type) throws CryptokiException {
        begin(CryptokiFunction.GET_ATTRIBUTE_VALUE);
        return Optional.ofNullable(object(object, CryptokiFunction.GET_ATTRIBUTE_VALUE)
                        .attributes()
                        .get(type))
                .map(byte[]::clone);
    }

    @Override
    public void signInit(long session, long key, Mechanism mechanism) throws CryptokiException {
        begin(CryptokiFunction.SIGN_INIT);
        signing(session, CryptokiFunction.SIGN_INIT);
        Stored stored = object(key, CryptokiFunction.SIGN_INIT);
        sessions.put(session, Optional.of(new Signing(stored, mechanism, !stored.asksForPin())));
    }

    @Override
    public byte[] sign(long session, byte[] input) throws CryptokiException {
        begin(CryptokiFunction.SIGN);
        Optional<Signing> begun = signing(session, CryptokiFunction.SIGN);
        require(begun.isPresent(), CryptokiFunction.SIGN, ReturnCode.CKR_OPERATION_NOT_INITIALIZED);
        Signing signing = begun.orElseThrow();
        require(isLoggedIn && signing.allowed(), CryptokiFunction.SIGN, ReturnCode.CKR_USER_NOT_LOGGED_IN);
        sessions.put(session, Optional.empty());
        byte[] signature = nextSignature.orElseGet(
                () -> SoftwareSignature.of(signing.key().key().orElseThrow(), signing.mechanism(), input));
        nextSignature = Optional.empty();
        return signature;
    }

    private boolean isTaken(long slot) {
        return slot >= SLOT && slot < SLOT + tokens;
    }

    private void begin(CryptokiFunction function) throws CryptokiException {
        calls.add(function.toString());
        fault(function);
        require(isInitialized, function, ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED);
    }

    private void fault(CryptokiFunction function) throws CryptokiException {
        Long number = faults.get(function);
        if (number != null) {
            throw CryptokiException.returned(function, number);
        }
    }

    private static void require(boolean condition, CryptokiFunction function, ReturnCode otherwise)
            throws CryptokiException {
        if (!condition) {
            throw CryptokiException.returned(function, otherwise.number());
        }
    }

    private Optional<Signing> signing(long session, CryptokiFunction function) throws CryptokiException {
        require(sessions.containsKey(session), function, ReturnCode.CKR_SESSION_HANDLE_INVALID);
        return Objects.requireNonNull(sessions.get(session));
    }

    private Stored object(long handle, CryptokiFunction function) throws CryptokiException {
        return objects.stream()
                .filter(object -> object.handle() == handle)
                .findFirst()
                .orElseThrow(() -> CryptokiException.returned(function, ReturnCode.CKR_OBJECT_HANDLE_INVALID.number()));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }
}
