package io.taskflow.examples.release.store;

/** What a path of a release is. */
public enum FileKind {
  /** A regular file; its content is its bytes. */
  FILE,
  /** A symbolic link, which is never followed; its content is the text of its target. */
  LINK
}
