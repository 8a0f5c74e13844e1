package io.taskflow.security;

import io.taskflow.protocol.security.SigningKey;
import io.taskflow.protocol.security.TrustedKey;
import io.taskflow.protocol.security.TrustedKey.Role;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;

/** A pair of keys of a participant, made for one test. */
record Keys(String id, KeyPair pair) {

  static Keys named(String id) {
    try {
      return new Keys(id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  SigningKey signing() {
    return new SigningKey(id, pair.getPrivate());
  }

  TrustedKey engine() {
    return new TrustedKey(id, Role.ENGINE, Set.of(), "", pair.getPublic());
  }

  TrustedKey worker(String topic, String prefix) {
    return new TrustedKey(id, Role.WORKER, Set.of(topic), prefix, pair.getPublic());
  }

  /** As it stands in the file of a key ring. */
  String json(String role) {
    return """
        {"id": "%s", "role": "%s", %s"publicKey": "%s"}"""
        .formatted(
            id,
            role,
            role.equals("worker") ? "\"topics\": [\"left\"], " : "",
            Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
  }
}
