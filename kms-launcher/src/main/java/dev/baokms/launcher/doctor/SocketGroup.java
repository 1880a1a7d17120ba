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
import java.util.List;

/** Whether the daemon can give its socket to the configured group, and whether the socket that is there belongs to it. */
final class SocketGroup {
    private final Settings.Server server;
    private final Path process;
    private final UserPrincipalLookupService groups;

    SocketGroup(Settings.Server server) {
        this(server, Path.of("/proc/self"));
    }

    /** @param process what the kernel says of the process that asks */
    SocketGroup(Settings.Server server, Path process) {
        this.server = server;
        this.process = process;
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
            return mayGiveTo(wanted)
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

    /** Root may; everybody else only if a member. Java has no getgroups, but the kernel lists what a process is in. */
    private boolean mayGiveTo(GroupPrincipal wanted) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            List<String> words = List.of(line.strip().split("\\s+"));
            String effectiveUser = words.size() > 2 ? words.get(2) : "";
            if (words.getFirst().equals("Uid:") && effectiveUser.equals("0")) {
                return true;
            }
            if (List.of("Gid:", "Groups:").contains(words.getFirst())) {
                for (String number : words.subList(1, words.size())) {
                    if (groups.lookupPrincipalByGroupName(number).equals(wanted)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
