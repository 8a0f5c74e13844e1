package io.taskflow.protocol.security;

import io.taskflow.protocol.json.Speaker;
import io.taskflow.protocol.security.TrustedKey.Role;
import java.util.Optional;
import java.util.Set;

/** Decides whether the owner of a key may say something. Pure. */
final class Authority {

  /** What workers say; everything else is an engine's. */
  private static final Set<String> OF_WORKERS =
      Set.of(
          "task-started",
          "task-progressed",
          "task-succeeded",
          "task-failed",
          "task-leased",
          "task-rejected",
          "worker-announcement",
          "topic-lost");

  private Authority() {}

  /**
   * Why not; empty if it may. Whether a worker may answer an attempt of some topic only the engine
   * can tell, which knows the attempt.
   *
   * @param speaker what the message says of itself; empty if that can't be read: then nobody but an
   *     engine may say it, or a worker to an inbox, where the attempt decides
   */
  static Optional<String> objection(TrustedKey key, Optional<Speaker> speaker, boolean toInbox) {
    if (key.role() == Role.ENGINE) {
      return Optional.empty();
    }
    if (speaker.isEmpty()) {
      return toInbox
          ? Optional.empty()
          : Optional.of(
              "the key '%s' is a worker's, and the message is none of a worker's"
                  .formatted(key.id()));
    }
    Speaker said = speaker.get();
    if (!OF_WORKERS.contains(said.kind())) {
      return Optional.of(
          "the key '%s' is a worker's, and a worker sends no message of kind '%s'"
              .formatted(key.id(), said.kind()));
    }
    if (!key.mayBe(said.worker())) {
      return Optional.of(
          "the message says it is worker '%s', but the key '%s' is that of workers '%s…'"
              .formatted(said.worker(), key.id(), key.workerPrefix()));
    }
    if (!key.topics().containsAll(said.topics())) {
      return Optional.of(
          "the message speaks for the topics %s, but the key '%s' is for %s"
              .formatted(said.topics(), key.id(), key.topics()));
    }
    return Optional.empty();
  }
}
