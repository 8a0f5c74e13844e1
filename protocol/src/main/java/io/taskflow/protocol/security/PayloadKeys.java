package io.taskflow.protocol.security;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.json.ValueCipher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which values of messages are encrypted, AES-256-GCM: one encrypts, all decrypt, so
 * that keys can be exchanged one after another. Immutable, thread-safe. Its text shows ids only.
 */
public final class PayloadKeys implements ValueCipher {

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST_ID = 100;

  private final SecureRandom random = new SecureRandom();
  private final String used;
  private final Map<String, SecretKey> keys;

  private PayloadKeys(String used, Map<String, SecretKey> keys) {
    this.used = used;
    this.keys = keys;
    if (!keys.containsKey(used)) {
      throw new IllegalArgumentException("the key that is to be used, '" + used + "', is missing");
    }
  }

  /**
   * Keys from anywhere.
   *
   * @param used id of the key that encrypts
   * @param keys 32 random bytes each, by id
   */
  public static PayloadKeys of(String used, Map<String, byte[]> keys) {
    Map<String, SecretKey> secret = new TreeMap<>();
    keys.forEach(
        (id, bytes) -> {
          Names.requireToken("id of a key", id, LONGEST_ID);
          if (bytes.length != KEY_BYTES || id.contains(":")) {
            throw new IllegalArgumentException(
                "key '%s' must have %d bytes and an id without ':', but has %d bytes"
                    .formatted(id, KEY_BYTES, bytes.length));
          }
          secret.put(id, new SecretKeySpec(bytes, "AES"));
        });
    return new PayloadKeys(used, secret);
  }

  /**
   * Keys from a file: {@code {"use": "k2", "keys": {"k1": "Base64 of 32 bytes", "k2": "…"}}}.
   *
   * @throws IllegalArgumentException if it can't be read or makes no sense; the message never shows
   *     what is in it
   */
  public static PayloadKeys read(Path file) {
    try {
      Object whole = Json.parse(Pem.text(file)).toObject();
      if (whole instanceof Map<?, ?> object
          && object.get("use") instanceof String use
          && object.get("keys") instanceof Map<?, ?> given) {
        Map<String, byte[]> keys = new TreeMap<>();
        given.forEach((id, key) -> keys.put((String) id, Base64.getDecoder().decode((String) key)));
        return of(use, keys);
      }
    } catch (IllegalArgumentException | ClassCastException e) {
      // Its cause might quote a key.
      throw problem(file);
    }
    throw problem(file);
  }

  private static IllegalArgumentException problem(Path file) {
    return new IllegalArgumentException(
        ("payload keys %s: the file must be readable and hold {\"use\": ID, \"keys\": {ID: KEY, …}},"
                + " where each KEY is the Base64 of %d random bytes")
            .formatted(file, KEY_BYTES));
  }

  @Override
  public String encrypt(byte[] plain, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] hidden = cipher(Cipher.ENCRYPT_MODE, key(used), nonce, context).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, nonce.length + hidden.length);
      System.arraycopy(hidden, 0, all, nonce.length, hidden.length);
      return used + ":" + Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    }
  }

  @Override
  public byte[] decrypt(String encrypted, String context) {
    int colon = encrypted.indexOf(':');
    if (colon < 1 || colon > LONGEST_ID) {
      throw new IllegalArgumentException("an encrypted value with the id of its key was expected");
    }
    String id = encrypted.substring(0, colon);
    SecretKey key = keys.get(id);
    if (key == null) {
      throw new IllegalArgumentException(
          "the value is encrypted with key '%s', and there are only %s here"
              .formatted(id, List.copyOf(keys.keySet())));
    }
    try {
      byte[] all = Base64.getDecoder().decode(encrypted.substring(colon + 1));
      if (all.length < NONCE_BYTES) {
        throw changed(id);
      }
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, context)
          .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw changed(id);
    }
  }

  private static IllegalArgumentException changed(String id) {
    return new IllegalArgumentException(
        "the value can't be decrypted with key '%s': it was changed, belongs elsewhere, or the key is another one of the same id"
            .formatted(id));
  }

  private SecretKey key(String id) {
    @Nullable SecretKey key = keys.get(id);
    if (key == null) {
      throw new IllegalStateException("the key '" + id + "' is missing");
    }
    return key;
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "PayloadKeys[uses " + used + " of " + keys.keySet() + "]";
  }
}
