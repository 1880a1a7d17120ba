package dev.baokms.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The size of a terminal. The kernel knows it; the JDK does not ask, and shells do not export {@code COLUMNS}.
 *
 * @param columns at least 1
 * @param rows at least 1
 */
public record TerminalSize(int columns, int rows) {
    /** The size to assume if the real one is not known. */
    public static final TerminalSize USUAL = new TerminalSize(80, 24);

    /** Linux, x86-64 and arm64: asm-generic/ioctls.h. */
    private static final long TIOCGWINSZ = 0x5413;

    private static final int SHORTS = 4;
    private static final int VARIADIC_FROM = 2;

    /** Returns the size of the terminal at this descriptor; the usual size if it is no terminal. */
    public static TerminalSize of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment window = arena.allocate(ValueLayout.JAVA_SHORT, SHORTS);
            int result = (int) ioctl().invokeExact(descriptor, TIOCGWINSZ, window);
            int rows = Short.toUnsignedInt(window.getAtIndex(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(window.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return result == 0 && rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : USUAL;
        } catch (Throwable e) {
            // The handle's signature declares every Throwable; a failed call is no reason to print nothing.
            return USUAL;
        }
    }

    // Restricted because a wrong signature can crash the JVM. This is the POSIX signature, with a variadic last
    // argument.
    @SuppressWarnings("restricted")
    private static MethodHandle ioctl() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(VARIADIC_FROM));
    }
}
