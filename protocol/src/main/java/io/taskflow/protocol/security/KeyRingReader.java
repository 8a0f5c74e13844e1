package io.taskflow.protocol.security;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import io.taskflow.protocol.security.TrustedKey.Role;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the file of a key ring. Errors say where it is wrong. Stateless. */
final class KeyRingReader {

  private static final Set<String> MEMBERS =
      Set.of("id", "role", "topics", "workerPrefix", "publicKey");
  private static final int LONGEST_ID = 100;

  private KeyRingReader() {}

  static KeyRing read(Path file) {
    try {
      Object whole = Json.parse(Pem.text(file)).toObject();
      if (!(whole instanceof Map<?, ?> object) || !(object.get("keys") instanceof List<?> list)) {
        throw new IllegalArgumentException("an object with an array 'keys' was expected");
      }
      List<TrustedKey> keys = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (Object each : list) {
        TrustedKey key = key(each, keys.size());
        if (!ids.add(key.id())) {
          throw new IllegalArgumentException("the id '" + key.id() + "' is there twice");
        }
        keys.add(key);
      }
      return KeyRing.of(keys);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("key ring " + file + ": " + e.getMessage(), e);
    }
  }

  private static TrustedKey key(Object each, int index) {
    if (!(each instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException("key " + index + ": an object was expected");
    }
    for (Object name : object.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            "key %d: '%s' is none of %s".formatted(index, name, MEMBERS));
      }
    }
    String id = text(object, "id", index);
    Names.requireToken("id of a key", id, LONGEST_ID);
    Role role = role(text(object, "role", index), index);
    Set<String> topics = topics(object.get("topics"), index);
    if ((role == Role.WORKER) == topics.isEmpty()) {
      throw new IllegalArgumentException(
          "key '%s': a worker's key has topics, and an engine's has none".formatted(id));
    }
    String prefix = object.containsKey("workerPrefix") ? text(object, "workerPrefix", index) : "";
    return new TrustedKey(
        id, role, topics, prefix, publicKey(text(object, "publicKey", index), id));
  }

  private static String text(Map<?, ?> object, String name, int index) {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("key %d: the text '%s' is missing".formatted(index, name));
  }

  private static Role role(String text, int index) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "key %d: the role is 'engine' or 'worker', not '%s'".formatted(index, text));
  }

  private static Set<String> topics(@Nullable Object value, int index) {
    Set<String> topics = new HashSet<>();
    if (value instanceof List<?> list) {
      for (Object topic : list) {
        topics.add(String.valueOf(topic));
      }
    } else if (value != null) {
      throw new IllegalArgumentException("key %d: 'topics' is an array".formatted(index));
    }
    return topics;
  }

  private static PublicKey publicKey(String base64, String id) {
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      return KeyFactory.getInstance(SigningKey.ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key '%s': the public key is the Base64 of openssl pkey -pubout -outform DER, of an Ed25519 key"
              .formatted(id),
          e);
    }
  }
}
