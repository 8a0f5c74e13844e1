package io.taskflow.protocol.json;

import io.taskflow.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that is encrypted if the codec has a cipher: on the wire it is an object with one member.
 * A value in the clear is read, too, so that an installation can be changed over. Stateless.
 *
 * @param member the message's member; an encrypted value can't be moved to another one, nor to
 *     another attempt
 */
record SecretType<V>(String member, Type<V> inner) implements Type<V> {

  /** The member of an object that stands for an encrypted value. */
  static final String ENCRYPTED = "$encrypted";

  @Override
  public void write(JsonOut out, V value) {
    ValueCipher cipher = out.cipher();
    if (cipher == null) {
      inner.write(out, value);
      return;
    }
    byte[] plain;
    try (JsonOut part = out.part()) {
      inner.write(part, value);
      plain = part.finish();
    }
    out.startObject();
    out.name(ENCRYPTED);
    out.text(cipher.encrypt(plain, member + "/" + out.subject()));
    out.endObject();
  }

  @Override
  public V read(JsonIn in) {
    ValueCipher cipher = in.cipher();
    if (cipher == null || !in.atObject()) {
      return inClear(in, inner.read(in));
    }
    Json raw = in.raw();
    Json encrypted = alone(raw);
    byte[] plain =
        encrypted == null
            ? raw.text().getBytes(StandardCharsets.UTF_8)
            : decrypted(in, cipher, encrypted);
    try (JsonIn part = in.part(plain)) {
      part.begin();
      V value = inner.read(part);
      part.end();
      return value;
    }
  }

  /** What an object holds that has this one member; null if it is another one. */
  private static @Nullable Json alone(Json raw) {
    String start = "{\"" + ENCRYPTED + "\":";
    if (!raw.text().startsWith(start + "\"")) {
      return null;
    }
    Json value = raw.member(ENCRYPTED);
    return value != null && raw.text().equals(start + value.text() + "}") ? value : null;
  }

  private byte[] decrypted(JsonIn in, ValueCipher cipher, Json encrypted) {
    String subject = in.subject();
    if (subject == null) {
      throw in.invalid("flow and token must come before what is encrypted");
    }
    try {
      return cipher.decrypt(encrypted.as(String.class), member + "/" + subject);
    } catch (IllegalArgumentException e) {
      throw in.invalid(String.valueOf(e.getMessage()));
    }
  }

  /** Without a key an encrypted value must not be taken for another one. */
  private static <V> V inClear(JsonIn in, V value) {
    @Nullable Json whole = value instanceof Json json ? json : null;
    boolean encrypted =
        (whole != null && whole.text().startsWith("{\"" + ENCRYPTED + "\":\""))
            || (value instanceof Map<?, ?> map && map.size() == 1 && map.containsKey(ENCRYPTED));
    if (encrypted) {
      throw in.invalid("it is encrypted, but this participant was given no keys");
    }
    return value;
  }
}
