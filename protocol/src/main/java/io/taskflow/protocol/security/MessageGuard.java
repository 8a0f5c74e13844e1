package io.taskflow.protocol.security;

import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import java.util.Map;
import java.util.Optional;

/** Tells which messages are what they claim to be. Thread-safe. */
final class MessageGuard {

  private final KeyRing ring;
  private final Topology topology;
  private final MessageCodec codec = new MessageCodec();

  MessageGuard(KeyRing ring, Topology topology) {
    this.ring = ring;
    this.topology = topology;
  }

  /** Why a message is refused; empty if it is what it claims to be. */
  Optional<String> objection(Delivery delivery) {
    Map<String, String> headers = delivery.headers();
    String id = headers.get(Envelope.KEY_HEADER);
    String signature = headers.get(Envelope.SIGNATURE_HEADER);
    if (id == null || signature == null) {
      return Optional.of("it is not signed");
    }
    Optional<TrustedKey> key = ring.key(id);
    if (key.isEmpty()) {
      return Optional.of("it is signed with the key '" + brief(id) + "', which is not trusted");
    }
    Envelope envelope = Envelope.of(delivery, topology);
    if (!envelope.isSignedBy(key.get(), signature)) {
      return Optional.of("its signature is not that of the key '" + id + "' over this message");
    }
    if (envelope.destination().startsWith(topology.eventsExchange() + ".")) {
      return key.get().role() == TrustedKey.Role.ENGINE
          ? Optional.empty()
          : Optional.of("the key '" + id + "' is a worker's, and only engines announce");
    }
    return Authority.objection(
        key.get(),
        codec.speaker(delivery.body()),
        envelope.destination().startsWith(topology.inboxExchange() + "."));
  }

  private static String brief(String id) {
    return id.length() <= 100 ? id : id.substring(0, 100) + "…";
  }
}
