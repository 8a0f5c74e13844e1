package io.taskflow.protocol;

/**
 * The version of the wire protocol. A reader accepts every message of its own major version,
 * whatever the minor one, and ignores fields that it does not know; it refuses other major
 * versions.
 *
 * @param major changes when old readers would misunderstand
 * @param minor changes when something was added that old readers may ignore
 */
public record ProtocolVersion(int major, int minor) {

  /** What this code writes. */
  public static final ProtocolVersion CURRENT = new ProtocolVersion(1, 0);

  /** Whether this code understands messages of that version. */
  public boolean readable() {
    return major == CURRENT.major;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
