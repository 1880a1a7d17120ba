package dev.baokms.launcher.doctor;

import dev.baokms.launcher.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Whether the daemon can give its socket to the configured group, and whether the socket that is there belongs to it. */
final class SocketGroup {
    private static final Path SELF = Path.of("/proc/self");

    private final Settings.Server server;
    private final UserPrincipalLookupService groups;

    SocketGroup(Settings.Server server) {
        this.server = server;
        this.groups = server.socketPath().getFileSystem().getUserPrincipalLookupService();
    }

    Finding check() {
        String name = server.socketGroup();
        try {
            GroupPrincipal wanted = groups.lookupPrincipalByGroupName(name);
            GroupPrincipal found = groupOfSocket(wanted);
            if (!found.equals(wanted)) {
                return Finding.fail("the socket belongs to group " + found.getName() + ", server.socketGroup is " + name
                        + "; restart the daemon");
            }
            boolean mayGive = (int) Files.getAttribute(SELF, "unix:uid") == 0 || ours().contains(wanted);
            return mayGive
                    ? Finding.pass("group " + name)
                    : Finding.warn("this user is no member of group " + name
                            + " and could not give it the socket; run this as the daemon's user, and if it is, run"
                            + " usermod -aG " + name + " USER");
        } catch (UserPrincipalNotFoundException e) {
            return Finding.fail("group " + name + " does not exist; run groupadd --system " + name);
        } catch (IOException e) {
            return Finding.warn("the socket or its group cannot be looked at; run this as the daemon's user");
        }
    }

    /** Of the socket that is there; the one it should have when there is none. */
    private GroupPrincipal groupOfSocket(GroupPrincipal wanted) throws IOException {
        try {
            return Files.readAttributes(server.socketPath(), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .group();
        } catch (NoSuchFileException e) {
            return wanted;
        }
    }

    /** Java has no getgroups; the kernel lists real, effective, saved and supplementary groups. */
    private Set<GroupPrincipal> ours() throws IOException {
        var ours = new HashSet<GroupPrincipal>();
        for (String line : Files.readAllLines(SELF.resolve("status"))) {
            if (line.startsWith("Gid:") || line.startsWith("Groups:")) {
                String[] numbers = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
                for (String number : Arrays.asList(numbers)) {
                    if (!number.isEmpty()) {
                        ours.add(groups.lookupPrincipalByGroupName(number));
                    }
                }
            }
        }
        return ours;
    }
}
