package dev.baokms.install;

/**
 * One file of an installation.
 *
 * @param name the name in the output directory
 * @param destination the path on a node; empty for a file that stays with the operator
 * @param owner the user and group on the node
 * @param mode the mode on the node, octal
 */
record InstalledFile(String name, String destination, String owner, String mode, String content) {
    static InstalledFile kept(String name, String mode, String content) {
        return new InstalledFile(name, "", "", mode, content);
    }
}
