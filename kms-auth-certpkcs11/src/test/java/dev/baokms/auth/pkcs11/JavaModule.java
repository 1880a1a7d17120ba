package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A module with functions that are written in Java and called through real native code: whatever a vendor's library
 * could answer can be played without a compiler and without a token. A function that nothing was said of returns
 * CKR_OK and does nothing else.
 */
@SuppressWarnings("restricted")
final class JavaModule implements AutoCloseable {
    /** What a function does; what it throws fails the test. */
    interface Behaviour {
        ReturnCode called(Arguments arguments);
    }

    /** The arguments as C passes them. */
    static final class Arguments {
        private final Object[] values;

        private Arguments(Object[] values) {
            this.values = values;
        }

        long number(int index) {
            return ((Number) values[index]).longValue();
        }

        boolean isNull(int index) {
            return ((MemorySegment) values[index]).equals(MemorySegment.NULL);
        }

        MemorySegment memory(int index, long bytes) {
            return ((MemorySegment) values[index]).reinterpret(bytes);
        }

        /** Writes through a {@code CK_ULONG_PTR}. */
        void give(int index, long number) {
            memory(index, Long.BYTES).set(JAVA_LONG, 0, number);
        }

        /** Reads through a {@code CK_ULONG_PTR}. */
        long taken(int index) {
            return memory(index, Long.BYTES).get(JAVA_LONG, 0);
        }
    }

    final List<CryptokiFunction> calls = new ArrayList<>();

    private final Map<CryptokiFunction, Behaviour> behaviours = new EnumMap<>(CryptokiFunction.class);
    private final List<Throwable> thrown = new ArrayList<>();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment list = arena.allocate(FunctionList.LIST_BYTES, ADDRESS.byteAlignment());

    JavaModule() throws ReflectiveOperationException {
        MethodHandle called = MethodHandles.lookup()
                .findVirtual(
                        JavaModule.class,
                        "called",
                        MethodType.methodType(long.class, CryptokiFunction.class, Object[].class))
                .bindTo(this);
        for (CryptokiFunction function : CryptokiFunction.values()) {
            MethodType type = function.descriptor().toMethodType();
            MethodHandle handle = called.bindTo(function)
                    .asCollector(Object[].class, type.parameterCount())
                    .asType(type);
            put(function, Linker.nativeLinker().upcallStub(handle, function.descriptor(), arena));
        }
    }

    JavaModule on(CryptokiFunction function, Behaviour behaviour) {
        behaviours.put(function, behaviour);
        return this;
    }

    void put(CryptokiFunction function, MemorySegment address) {
        list.setAtIndex(ADDRESS, 1L + function.position(), address);
    }

    MemorySegment list() {
        return list;
    }

    Cryptoki cryptoki() throws Pkcs11LoginException {
        return new NativeCryptoki(FunctionList.at(list));
    }

    /** Native code comes here. An exception must not reach it, or it ends the process. */
    long called(CryptokiFunction function, Object[] arguments) {
        try {
            calls.add(function);
            Behaviour behaviour = behaviours.get(function);
            return behaviour == null
                    ? ReturnCode.CKR_OK.number()
                    : behaviour.called(new Arguments(arguments)).number();
        } catch (Throwable e) {
            thrown.add(e);
            return ReturnCode.CKR_GENERAL_ERROR.number();
        }
    }

    @Override
    public void close() {
        arena.close();
        thrown.forEach(e -> {
            throw new AssertionError("a function of the module threw", e);
        });
    }
}
