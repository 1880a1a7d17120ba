package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.secret.SecretBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * An unnamed file that exists in memory alone, with its content sealed: memfd_create(2), fcntl(2). No holder can change
 * it, not even its creator, and the kernel frees the memory when the last holder closes it.
 *
 * <p>The memory may be swapped if its cgroup may: the unit has {@code MemorySwapMax=0}. It is never part of a core
 * dump.
 */
final class SealedMemory {
    /** The first bytes of each content, so that another program's memory under the same name is not mistaken for it. */
    private static final byte[] MARK = "OBKkept1".getBytes(UTF_8);

    // From the kernel's memfd.h and fcntl.h, for all architectures.
    private static final int CLOEXEC_ALLOW_SEALING = 1 | 2;
    private static final int NOEXEC_SEAL = 8;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    /** Forbids more seals, shrinking, growing and writing. */
    private static final int SEALS = 1 | 2 | 4 | 8;

    private static final int EINVAL = 22;

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private static final MethodHandle MEMFD_CREATE =
            NativeCalls.function("memfd_create", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle WRITE = NativeCalls.function(
            "write", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle PREAD = NativeCalls.function(
            "pread",
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle FCNTL = NativeCalls.fcntl();

    private SealedMemory() {}

    /** @param name appears in {@code /proc} among the links of each process that holds the memory */
    static OwnDescriptor of(String name, SecretBytes content) throws IOException {
        OwnDescriptor memory = create(name);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment marked = content.exposeTo(bytes -> marked(arena, bytes));
            try {
                write(memory, marked);
            } finally {
                // malloc would hand out these bytes again without clearing them.
                marked.fill((byte) 0);
            }
            require(fcntl(memory.number(), F_ADD_SEALS, SEALS) == 0, SystemdTexts.CANNOT_BE_SEALED);
            return memory;
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private static MemorySegment marked(Arena arena, byte[] content) {
        MemorySegment marked = arena.allocate(MARK.length + (long) content.length);
        MemorySegment.copy(MARK, 0, marked, ValueLayout.JAVA_BYTE, 0, MARK.length);
        MemorySegment.copy(content, 0, marked, ValueLayout.JAVA_BYTE, MARK.length, content.length);
        return marked;
    }

    /**
     * Returns the content, if a daemon of this user made the memory and no one can have changed it since. Does not
     * close the descriptor.
     *
     * @param owner the user who must have made it
     * @throws IOException if the descriptor is anything else; the message states the rule that it breaks
     */
    static SecretBytes read(int descriptor, long owner, int maxBytes) throws IOException {
        // Everything but the seals is available without native code, and from the very same file: the kernel resolves
        // this link to the open file, not to a name.
        Map<String, Object> seen =
                Files.readAttributes(Path.of("/proc/self/fd", "" + descriptor), "unix:mode,uid,size");
        require(seen.get("mode") instanceof Integer mode && (mode & TYPE) == REGULAR, SystemdTexts.NOT_A_FILE);
        require(
                seen.get("uid") instanceof Integer uid && Integer.toUnsignedLong(uid) == owner,
                SystemdTexts.OF_ANOTHER_USER);
        int seals = fcntl(descriptor, F_GET_SEALS, 0);
        // Negative if the file cannot be sealed at all.
        require(seals >= 0 && (seals & SEALS) == SEALS, SystemdTexts.NOT_SEALED);
        long size = seen.get("size") instanceof Long bytes ? bytes : 0;
        require(size > MARK.length && size <= MARK.length + (long) maxBytes, SystemdTexts.wrongSize(size));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment marked = arena.allocate(size);
            try {
                read(descriptor, marked);
                require(
                        Arrays.equals(MARK, marked.asSlice(0, MARK.length).toArray(ValueLayout.JAVA_BYTE)),
                        SystemdTexts.NOT_OF_A_DAEMON);
                return SecretBytes.adopting(marked.asSlice(MARK.length).toArray(ValueLayout.JAVA_BYTE));
            } finally {
                marked.fill((byte) 0);
            }
        }
    }

    private static OwnDescriptor create(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            MemorySegment text = arena.allocateFrom(name);
            int made = -1;
            // Kernels before 6.3 reject NOEXEC_SEAL; some later ones require it.
            for (int flags : new int[] {CLOEXEC_ALLOW_SEALING | NOEXEC_SEAL, CLOEXEC_ALLOW_SEALING}) {
                try {
                    made = (int) MEMFD_CREATE.invokeExact(errno, text, flags);
                } catch (Throwable e) {
                    throw NativeCalls.impossible(e);
                }
                if (made >= 0 || NativeCalls.errno(errno) != EINVAL) {
                    break;
                }
            }
            NativeCalls.require(made >= 0, "memfd_create", errno);
            return new OwnDescriptor(made);
        }
    }

    private static void write(OwnDescriptor memory, MemorySegment content) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            long written;
            try {
                written = (long) WRITE.invokeExact(errno, memory.number(), content, content.byteSize());
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            // A write to memory is partial only if memory runs out.
            NativeCalls.require(written == content.byteSize(), "write", errno);
        }
    }

    private static void read(int descriptor, MemorySegment content) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            long got;
            try {
                got = (long) PREAD.invokeExact(errno, descriptor, content, content.byteSize(), 0L);
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            NativeCalls.require(got == content.byteSize(), "pread", errno);
        }
    }

    private static int fcntl(int descriptor, int command, int argument) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) FCNTL.invokeExact(NativeCalls.room(arena), descriptor, command, argument);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
    }

    private static void require(boolean good, String rule) throws IOException {
        if (!good) {
            throw new IOException(rule);
        }
    }
}
