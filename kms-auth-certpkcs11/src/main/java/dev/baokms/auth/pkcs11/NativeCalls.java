package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The functions of one module, found through its {@code C_GetFunctionList}. Linux, 64 bit: {@code CK_ULONG} has 8 bytes. */
// Every call into native code is restricted; the start script allows it.
@SuppressWarnings("restricted")
final class NativeCalls {
    /** Position in {@code CK_FUNCTION_LIST} (PKCS#11 2.40, pkcs11f.h) and arguments. */
    // Layouts are values, and nobody gets the array.
    @SuppressWarnings("ImmutableEnumChecker")
    enum Function {
        INITIALIZE(0, ADDRESS),
        FINALIZE(1, ADDRESS),
        GET_SLOT_LIST(4, JAVA_LONG, ADDRESS, ADDRESS),
        GET_TOKEN_INFO(6, JAVA_LONG, ADDRESS),
        OPEN_SESSION(12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
        CLOSE_SESSION(13, JAVA_LONG),
        GET_SESSION_INFO(15, JAVA_LONG, ADDRESS),
        LOGIN(18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
        LOGOUT(19, JAVA_LONG),
        GET_ATTRIBUTE_VALUE(24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
        FIND_OBJECTS_INIT(26, JAVA_LONG, ADDRESS, JAVA_LONG),
        FIND_OBJECTS(27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
        FIND_OBJECTS_FINAL(28, JAVA_LONG),
        SIGN_INIT(42, JAVA_LONG, ADDRESS, JAVA_LONG),
        SIGN(43, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

        private final int position;
        private final MemoryLayout[] arguments;

        Function(int position, MemoryLayout... arguments) {
            this.position = position;
            this.arguments = arguments;
        }
    }

    private static final long FUNCTIONS_IN_LIST = 68;

    private final Map<Function, MethodHandle> handles = new EnumMap<>(Function.class);

    private NativeCalls(MemorySegment list) {
        Linker linker = Linker.nativeLinker();
        for (Function function : Function.values()) {
            // The two bytes of the version are padded to the size of a pointer.
            MemorySegment address = list.getAtIndex(ADDRESS, 1L + function.position);
            handles.put(function, linker.downcallHandle(address, FunctionDescriptor.of(JAVA_LONG, function.arguments)));
        }
    }

    /** Loads the library for the rest of the process: vendors' modules do not like to be unloaded. */
    static NativeCalls of(Path library) throws TokenTrouble {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = SymbolLookup.libraryLookup(library, Arena.global())
                    .find("C_GetFunctionList")
                    .orElseThrow(() -> new TokenTrouble(Problem.MODULE_UNUSABLE));
            MethodHandle getFunctionList =
                    Linker.nativeLinker().downcallHandle(entry, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
            MemorySegment pointer = arena.allocate(ADDRESS);
            if ((long) invoke(getFunctionList, pointer) != ReturnCode.OK) {
                throw new TokenTrouble(Problem.MODULE_UNUSABLE);
            }
            return new NativeCalls(pointer.get(ADDRESS, 0).reinterpret((1 + FUNCTIONS_IN_LIST) * ADDRESS.byteSize()));
        } catch (IllegalArgumentException e) {
            throw new TokenTrouble(Problem.MODULE_UNUSABLE, e);
        }
    }

    /** The code that the function returns, whatever it is. */
    long code(Function function, Object... arguments) {
        MethodHandle handle = handles.get(function);
        if (handle == null) {
            throw new IllegalStateException("every function has a handle");
        }
        return (long) invoke(handle, arguments);
    }

    void call(Function function, Object... arguments) throws ReturnCode {
        long code = code(function, arguments);
        if (code != ReturnCode.OK) {
            throw new ReturnCode("C_" + function, code);
        }
    }

    private static Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(Arrays.asList(arguments));
        } catch (Throwable e) {
            // A downcall throws only for arguments of the wrong type.
            throw new IllegalStateException("a native call was made with wrong arguments", e);
        }
    }
}
