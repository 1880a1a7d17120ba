package dev.baokms.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How much a terminal shows. The kernel knows; the JDK does not ask it, and shells keep {@code COLUMNS} to themselves.
 *
 * @param columns at least 1
 * @param rows at least 1
 */
public record TerminalSize(int columns, int rows) {
    /** What is assumed where the size is not known. */
    public static final TerminalSize USUAL = new TerminalSize(80, 24);

    /** Linux, x86-64 and arm64: asm-generic/ioctls.h. */
    private static final long TIOCGWINSZ = 0x5413;

    private static final int SHORTS = 4;
    private static final int VARIADIC_FROM = 2;

    /** Of what is open under this number; the usual one for what is no terminal. */
    public static TerminalSize of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment window = arena.allocate(ValueLayout.JAVA_SHORT, SHORTS);
            int result = (int) ioctl().invokeExact(descriptor, TIOCGWINSZ, window);
            int rows = Short.toUnsignedInt(window.getAtIndex(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(window.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return result == 0 && rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : USUAL;
        } catch (Throwable e) {
            // A signature of native code declares everything; an answer that does not come is no reason to print
            // nothing.
            return USUAL;
        }
    }

    // Restricted because a wrong signature can crash the JVM. This is the one of POSIX, with its last argument
    // variadic.
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
