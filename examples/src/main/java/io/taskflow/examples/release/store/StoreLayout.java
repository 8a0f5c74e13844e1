package io.taskflow.examples.release.store;

import java.nio.file.Path;

/**
 * Where things lie in a store.
 *
 * <pre>
 * current              the name of the current release, one line
 * index.db             which release has which file, and which object belongs to it
 * objects/ab/abcd….gz  contents, compressed, by the SHA-256 of what they were
 * staging/RELEASE/     contents on their way into the store
 * </pre>
 *
 * @param root the store's directory
 */
record StoreLayout(Path root) {

  Path current() {
    return root.resolve("current");
  }

  Path index() {
    return root.resolve("index.db");
  }

  Path objects() {
    return root.resolve("objects");
  }

  Path object(String sha256) {
    return objects().resolve(sha256.substring(0, 2)).resolve(sha256 + ".gz");
  }

  Path staging() {
    return root.resolve("staging");
  }

  Path staging(String release) {
    return staging().resolve(release);
  }
}
