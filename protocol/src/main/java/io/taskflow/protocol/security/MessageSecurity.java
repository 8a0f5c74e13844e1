package io.taskflow.protocol.security;

import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a participant signs its messages and whom it believes. Engines and workers take it from their
 * builders; others, such as subscribers, {@link #secure} their transport. Immutable, thread-safe.
 *
 * <p>Signing and believing are separate, so that an installation can be changed over: first all
 * sign, then all demand signatures.
 */
public final class MessageSecurity {

  /** Nothing is signed, and everything believed. */
  public static final MessageSecurity NONE = new MessageSecurity(null, null);

  private final @Nullable SigningKey key;
  private final @Nullable KeyRing ring;

  private MessageSecurity(@Nullable SigningKey key, @Nullable KeyRing ring) {
    this.key = key;
    this.ring = ring;
  }

  /** Signs with this key. */
  public MessageSecurity signingWith(SigningKey own) {
    return new MessageSecurity(own, ring);
  }

  /** Believes only what is signed with a key of this ring, by somebody who may say it. */
  public MessageSecurity believing(KeyRing trusted) {
    return new MessageSecurity(key, trusted);
  }

  /**
   * A transport that signs and checks.
   *
   * @param whenRefused is called for each message that is not believed; for counting
   */
  public Transport secure(Transport transport, Topology topology, Runnable whenRefused) {
    return key == null && ring == null
        ? transport
        : new SecureTransport(transport, key, ring, topology, whenRefused);
  }

  /**
   * Whether an answer that came with these headers, and whose signature was checked, may be one for
   * a request of this topic.
   */
  public boolean mayAnswer(Map<String, String> headers, String topic) {
    if (ring == null) {
      return true;
    }
    String id = headers.get(Envelope.KEY_HEADER);
    return id != null && ring.key(id).map(trusted -> trusted.mayAnswer(topic)).orElse(false);
  }

  /** The headers of a message that have to go with it if somebody else carries it on. */
  public static Map<String, String> signature(Map<String, String> headers) {
    String id = headers.get(Envelope.KEY_HEADER);
    String signature = headers.get(Envelope.SIGNATURE_HEADER);
    return id == null || signature == null
        ? Map.of()
        : Map.of(Envelope.KEY_HEADER, id, Envelope.SIGNATURE_HEADER, signature);
  }
}
