package io.taskflow.worker;

import io.taskflow.protocol.MajorMinor;

/**
 * The version of a task type. A worker runs a request if the major versions are equal and the minor
 * version that the request asks for is not newer than the worker's.
 *
 * @param major changes when arguments, result or effect change so that old flows would break
 * @param minor changes when something was added that old flows need not know
 */
public record TaskVersion(int major, int minor) implements Comparable<TaskVersion> {

  /** The version of a task that states none. */
  public static final TaskVersion DEFAULT = new TaskVersion(1, 0);

  public TaskVersion {
    if (major < 0 || minor < 0) {
      throw new IllegalArgumentException("major and minor version must not be negative");
    }
  }

  /**
   * Reads {@code major.minor}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static TaskVersion parse(String text) {
    MajorMinor version = MajorMinor.parse(text);
    if (version == null) {
      throw new IllegalArgumentException(
          "a task version has the form major.minor, for instance 1.0, but this is '" + text + "'");
    }
    return new TaskVersion(version.major(), version.minor());
  }

  /** Whether a task of this version can serve a request for the other one. */
  public boolean serves(TaskVersion requested) {
    return major == requested.major && requested.minor <= minor;
  }

  @Override
  public int compareTo(TaskVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
