package dev.baokms.operator.doctor;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.stream.LongStream;

/**
 * Checks whether the daemon can give its socket to the configured group, and whether an existing socket belongs to it.
 */
final class SocketGroup {
    private final ServerSettings server;
    private final ProcessIdentity process;
    private final UserPrincipalLookupService groups;

    /**
     * Creates the check.
     *
     * @param process the process that runs the check
     */
    SocketGroup(ServerSettings server, ProcessIdentity process) {
        this.server = server;
        this.process = process;
        this.groups = server.socketPath().getFileSystem().getUserPrincipalLookupService();
    }

    Diagnosis check() {
        String name = server.socketGroup().orElse("");
        try {
            GroupPrincipal wanted = groups.lookupPrincipalByGroupName(name);
            GroupPrincipal found = groupOfSocket(wanted);
            if (!found.equals(wanted)) {
                return Diagnosis.fail(DoctorTexts.otherGroup(found.getName(), name));
            }
            return mayGiveTo(wanted)
                    ? Diagnosis.pass(DoctorTexts.mayGiveTo(name))
                    : Diagnosis.warn(DoctorTexts.notInGroup(name));
        } catch (UserPrincipalNotFoundException e) {
            return Diagnosis.fail(DoctorTexts.noSuchGroup(name));
        } catch (IOException e) {
            return Diagnosis.warn(DoctorTexts.SOCKET_CANNOT_BE_SEEN);
        }
    }

    /** Returns the group of the existing socket, or the configured group when there is no socket. */
    private GroupPrincipal groupOfSocket(GroupPrincipal wanted) throws IOException {
        try {
            return Files.readAttributes(server.socketPath(), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .group();
        } catch (NoSuchFileException e) {
            return wanted;
        }
    }

    /** Whether the process may give the socket to the group. Root may; another user must be a member. */
    private boolean mayGiveTo(GroupPrincipal wanted) throws IOException {
        if (process.uid() == 0) {
            return true;
        }
        for (long number : LongStream.concat(
                        LongStream.of(process.gid()), process.groups().stream().mapToLong(Long::longValue))
                .toArray()) {
            if (groups.lookupPrincipalByGroupName(Long.toString(number)).equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
