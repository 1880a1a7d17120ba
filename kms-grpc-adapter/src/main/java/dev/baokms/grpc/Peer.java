package dev.baokms.grpc;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/**
 * The user and the group of a process that connected. Principals compare by number, so one without a name in the
 * user database works as well.
 */
record Peer(UserPrincipal user, GroupPrincipal group) {}
