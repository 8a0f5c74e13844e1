package io.taskflow.protocol.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ring that follows its file. Thread-safe: whoever asks first after a second looks at it. */
final class KeyRingFile implements KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRingFile.class);
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private volatile State state;
  private volatile long lookedAtNanos;

  /**
   * @param version of the file: when it was changed, and how long it is
   */
  private record State(KeyRing ring, String version) {}

  KeyRingFile(Path file) {
    this.file = file;
    String version = version(file);
    this.state = new State(KeyRingReader.read(file), version);
    this.lookedAtNanos = System.nanoTime();
  }

  @Override
  public Optional<TrustedKey> key(String id) {
    if (System.nanoTime() - lookedAtNanos >= LOOK_EVERY_NANOS) {
      look();
    }
    return state.ring().key(id);
  }

  private synchronized void look() {
    lookedAtNanos = System.nanoTime();
    String version = version(file);
    if (version.equals(state.version())) {
      return;
    }
    KeyRing ring = state.ring();
    try {
      ring = KeyRingReader.read(file);
      LOG.info("the keys of {} have changed and are used now", file);
    } catch (IllegalArgumentException e) {
      LOG.error("the keys stay as they were: {}", e.getMessage());
    }
    state = new State(ring, version);
  }

  /** What changes when the file does; "gone" if it can't be seen. */
  private static String version(Path file) {
    try {
      return Files.getLastModifiedTime(file) + "/" + Files.size(file);
    } catch (IOException e) {
      return "gone";
    }
  }
}
