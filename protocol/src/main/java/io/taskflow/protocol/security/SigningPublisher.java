package io.taskflow.protocol.security;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs what is published. What is signed already stays as it is: it is another one's message that
 * is only put back or carried on. Thread-safe.
 */
final class SigningPublisher implements Publisher {

  private final Publisher inner;
  private final SigningKey key;

  SigningPublisher(Publisher inner, SigningKey key) {
    this.inner = inner;
    this.key = key;
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    inner.publish(signed(message), listener);
  }

  @Override
  public void publish(List<Posting> postings) {
    inner.publish(
        postings.stream().map(p -> new Posting(signed(p.message()), p.listener())).toList());
  }

  private OutgoingMessage signed(OutgoingMessage message) {
    if (message.headers().containsKey(Envelope.SIGNATURE_HEADER)) {
      return message;
    }
    Map<String, String> headers = new HashMap<>(message.headers());
    headers.put(Envelope.KEY_HEADER, key.id());
    headers.put(Envelope.SIGNATURE_HEADER, Envelope.of(message).sign(key));
    return message.withHeaders(headers);
  }

  @Override
  public void dropUnwanted() {
    inner.dropUnwanted();
  }

  @Override
  public int pending() {
    return inner.pending();
  }

  @Override
  public void close() {
    inner.close();
  }
}
