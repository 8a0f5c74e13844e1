package io.taskflow.examples.release.store;

/**
 * What one path of a release holds.
 *
 * @param path relative to the released directory, with {@code /} between its parts
 * @param kind regular file or link
 * @param sizeBytes length of the content
 * @param sha256 of the content, 64 hexadecimal digits
 */
public record FileDigest(String path, FileKind kind, long sizeBytes, String sha256) {}
