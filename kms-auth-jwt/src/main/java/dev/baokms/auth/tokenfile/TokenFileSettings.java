package dev.baokms.auth.tokenfile;

/** @param path absolute, of the file with the token */
record TokenFileSettings(String path) {}
