package io.taskflow.engine.events;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.json.ValueCipher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values in a notification's data that come from tasks: encrypted, each is an object with one
 * member, as in messages. Stateless.
 */
final class EncryptedData {

  private static final String ENCRYPTED = "$encrypted";
  private static final List<String> VALUES = List.of("failure", "details");

  private EncryptedData() {}

  /**
   * @param id the notification's, to which the values are bound
   */
  static void encrypt(Map<String, @Nullable Object> data, ValueCipher cipher, String id) {
    for (String name : VALUES) {
      if (data.containsKey(name)) {
        byte[] plain = Json.of(data.get(name)).text().getBytes(StandardCharsets.UTF_8);
        data.put(name, Map.of(ENCRYPTED, cipher.encrypt(plain, name + "/" + id)));
      }
    }
  }

  static void decrypt(Map<String, @Nullable Object> data, ValueCipher cipher, String id) {
    for (String name : VALUES) {
      if (data.get(name) instanceof Map<?, ?> object
          && object.size() == 1
          && object.get(ENCRYPTED) instanceof String text) {
        String plain = new String(cipher.decrypt(text, name + "/" + id), StandardCharsets.UTF_8);
        data.put(name, Json.parse(plain).toObject());
      }
    }
  }
}
