package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The functions of one module, as its {@code CK_FUNCTION_LIST} has them. Linux, 64 bit: {@code CK_ULONG} has 8
 * bytes.
 */
// Calls into native code are restricted; the start script allows them.
@SuppressWarnings("restricted")
final class FunctionList {
    private static final int FUNCTIONS_IN_LIST = 68;

    /** The version, two bytes that are padded to the size of a pointer, and the functions of PKCS#11 2.40. */
    static final long LIST_BYTES = (1 + FUNCTIONS_IN_LIST) * ADDRESS.byteSize();

    private final Map<CryptokiFunction, MethodHandle> handles = new EnumMap<>(CryptokiFunction.class);

    private FunctionList(MemorySegment list) {
        for (CryptokiFunction function : CryptokiFunction.values()) {
            MemorySegment address = list.getAtIndex(ADDRESS, 1L + function.position());
            handles.put(function, Linker.nativeLinker().downcallHandle(address, function.descriptor()));
        }
    }

    /** Loads the library for the rest of the process: many vendors' modules cannot be unloaded safely. */
    static FunctionList load(String library) throws Pkcs11LoginException {
        CryptokiFunction entry = CryptokiFunction.GET_FUNCTION_LIST;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment symbol = SymbolLookup.libraryLookup(library, Arena.global())
                    .find(entry.toString())
                    .orElseThrow(() -> new Pkcs11LoginException(Pkcs11Problem.MODULE_UNUSABLE));
            MemorySegment list = arena.allocate(ADDRESS);
            long number = invoke(Linker.nativeLinker().downcallHandle(symbol, entry.descriptor()), list);
            if (number != ReturnCode.CKR_OK.number()) {
                throw new Pkcs11LoginException(
                        Pkcs11Problem.MODULE_UNUSABLE, CryptokiException.returned(entry, number));
            }
            return at(list.get(ADDRESS, 0));
        } catch (IllegalArgumentException e) {
            throw new Pkcs11LoginException(Pkcs11Problem.MODULE_UNUSABLE, e);
        }
    }

    /**
     * @param list where the module keeps it; a missing list or function is refused here, because calling it would crash
     *     the process
     */
    static FunctionList at(MemorySegment list) throws Pkcs11LoginException {
        if (list.equals(MemorySegment.NULL)) {
            throw new Pkcs11LoginException(Pkcs11Problem.MODULE_UNUSABLE);
        }
        try {
            return new FunctionList(list.reinterpret(LIST_BYTES));
        } catch (IllegalArgumentException e) {
            throw new Pkcs11LoginException(Pkcs11Problem.MODULE_UNUSABLE, e);
        }
    }

    /** The number that the function returns, unchecked. */
    long number(CryptokiFunction function, Object... arguments) {
        return invoke(Objects.requireNonNull(handles.get(function), "every function has a handle"), arguments);
    }

    void call(CryptokiFunction function, Object... arguments) throws CryptokiException {
        long number = number(function, arguments);
        if (number != ReturnCode.CKR_OK.number()) {
            throw CryptokiException.returned(function, number);
        }
    }

    private static long invoke(MethodHandle handle, Object... arguments) {
        try {
            return (long) handle.invokeWithArguments(Arrays.asList(arguments));
        } catch (Throwable e) {
            // A downcall throws only for arguments of the wrong type.
            throw new IllegalStateException("a native call was made with wrong arguments", e);
        }
    }
}
