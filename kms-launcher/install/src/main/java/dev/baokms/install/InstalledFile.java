package dev.baokms.install;

/**
 * One file of an installation.
 *
 * @param name in the directory that is written
 * @param destination where it belongs on a node; empty for what stays with the operator
 * @param owner user and group there
 * @param mode there, octal
 */
record InstalledFile(String name, String destination, String owner, String mode, String content) {
    static InstalledFile kept(String name, String mode, String content) {
        return new InstalledFile(name, "", "", mode, content);
    }
}
