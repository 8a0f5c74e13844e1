package io.taskflow.protocol.security;

import java.security.PublicKey;
import java.util.Set;

/**
 * A public key, and what may be said with it.
 *
 * @param id as messages name it
 * @param role whose it is
 * @param topics of a worker: those for which it may answer; an engine may for all
 * @param workerPrefix of a worker: how its identity must begin; empty for any
 * @param key an Ed25519 key
 */
public record TrustedKey(
    String id, Role role, Set<String> topics, String workerPrefix, PublicKey key) {

  /** Copies the topics. */
  public TrustedKey {
    topics = Set.copyOf(topics);
  }

  /** Who signs with a key. */
  public enum Role {
    /** Sends requests, control messages, signals and notifications; answers for dead requests. */
    ENGINE,
    /** Answers requests of its topics and announces itself. */
    WORKER
  }

  /** Whether it may answer requests of a topic. */
  public boolean mayAnswer(String topic) {
    return role == Role.ENGINE || topics.contains(topic);
  }

  boolean mayBe(String worker) {
    return worker.startsWith(workerPrefix);
  }
}
