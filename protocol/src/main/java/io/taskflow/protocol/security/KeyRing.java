package io.taskflow.protocol.security;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The public keys that a participant trusts. Thread-safe. */
@FunctionalInterface
public interface KeyRing {

  /** The key of that id, if it is trusted now. */
  Optional<TrustedKey> key(String id);

  /** A ring that never changes. */
  static KeyRing of(List<TrustedKey> keys) {
    Map<String, TrustedKey> byId =
        keys.stream().collect(Collectors.toUnmodifiableMap(TrustedKey::id, Function.identity()));
    return id -> Optional.ofNullable(byId.get(id));
  }

  /**
   * The ring of a file, which is read again when it has changed, within a second: keys are added
   * and taken away without a restart. A change that can't be read is logged, and the last good ring
   * stays. {@code docs/security.md} describes the file.
   *
   * @throws IllegalArgumentException if the file can't be read or makes no sense now
   */
  static KeyRing file(Path file) {
    return new KeyRingFile(file);
  }
}
