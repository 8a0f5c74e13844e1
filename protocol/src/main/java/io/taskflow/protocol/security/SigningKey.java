package io.taskflow.protocol.security;

import io.taskflow.protocol.Names;
import java.nio.file.Path;
import java.security.PrivateKey;

/**
 * The private key with which a participant signs its messages. Its text never shows the key.
 *
 * @param id by which receivers find the public key; 1 to 100 of {@code A-Z a-z 0-9 . _ -}
 * @param key an Ed25519 key
 */
public record SigningKey(String id, PrivateKey key) {

  static final String ALGORITHM = "Ed25519";
  private static final int LONGEST_ID = 100;

  /** Checks the id and that the key is an Ed25519 key. */
  public SigningKey {
    Names.requireToken("id of a key", id, LONGEST_ID);
    if (!key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals(ALGORITHM)) {
      throw new IllegalArgumentException(
          "the signing key '%s' must be an %s key, but is %s"
              .formatted(id, ALGORITHM, key.getAlgorithm()));
    }
  }

  /**
   * Reads a key that was made with {@code openssl genpkey -algorithm ed25519}.
   *
   * @throws IllegalArgumentException if the file can't be read or holds something else
   */
  public static SigningKey read(String id, Path pem) {
    return new SigningKey(id, Pem.privateKey(pem));
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
