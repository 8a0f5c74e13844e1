package io.taskflow.protocol.security;

import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;

/**
 * What of a message is signed: not only its body, but also where it is sent and what it is, so that
 * it can't be sent elsewhere or as something else. Each part is preceded by its length in bytes and
 * a colon. Immutable.
 *
 * @param destination exchange and routing key, joined by a dot
 * @param type the AMQP property
 * @param messageId the AMQP property
 * @param body not to be changed
 */
record Envelope(String destination, String type, String messageId, byte[] body) {

  static final String KEY_HEADER = "taskflow-key";
  static final String SIGNATURE_HEADER = "taskflow-signature";

  /** Keeps signatures of this kind from being taken for any other. */
  private static final String CONTEXT = "taskflow-message-1";

  static Envelope of(OutgoingMessage message) {
    return new Envelope(
        message.exchange() + "." + message.routingKey(),
        message.type(),
        message.messageId(),
        message.body());
  }

  /** A dead letter was signed for where it died, which its routing key tells. */
  static Envelope of(Delivery delivery, Topology topology) {
    String exchange =
        delivery.exchange().equals(topology.deadExchange())
            ? topology.namespace()
            : delivery.exchange();
    return new Envelope(
        exchange + "." + delivery.routingKey(),
        delivery.type(),
        delivery.messageId(),
        delivery.body());
  }

  String sign(SigningKey key) {
    try {
      Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
      signature.initSign(key.key());
      signature.update(content(key.id()));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a message can't be signed with key '" + key.id() + "'", e);
    }
  }

  /** Whether this signature is that of the key's owner over this very message. */
  boolean isSignedBy(TrustedKey key, String base64) {
    try {
      Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
      signature.initVerify(key.key());
      signature.update(content(key.id()));
      return signature.verify(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // It is no Base64, or too long or short: not a signature.
      return false;
    }
  }

  private byte[] content(String keyId) {
    ByteArrayOutputStream content = new ByteArrayOutputStream(body.length + 512);
    for (String part : new String[] {CONTEXT, keyId, destination, type, messageId}) {
      add(content, part.getBytes(StandardCharsets.UTF_8));
    }
    add(content, body);
    return content.toByteArray();
  }

  private static void add(ByteArrayOutputStream content, byte[] part) {
    content.writeBytes((part.length + ":").getBytes(StandardCharsets.US_ASCII));
    content.writeBytes(part);
  }
}
