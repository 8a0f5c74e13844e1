package io.taskflow.examples.release.store;

import java.nio.file.Path;

/**
 * A content that has been compressed into the staging directory and may be put in its place.
 *
 * @param sha256 of the content before compression
 * @param sizeBytes length of the content before compression
 * @param file the compressed content, flushed to the disk
 */
public record StagedObject(String sha256, long sizeBytes, Path file) {}
