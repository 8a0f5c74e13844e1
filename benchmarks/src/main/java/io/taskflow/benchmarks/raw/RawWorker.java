package io.taskflow.benchmarks.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.taskflow.benchmarks.peer.PeerLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers each request with a persistent reply, and acknowledges it when the broker has confirmed
 * that. It publishes nothing else, so the number of a reply is the tag of its request.
 */
final class RawWorker {

  private final Channel replies;
  private final Channel requests;
  private byte @Nullable [] filler;

  private RawWorker(Channel replies, Channel requests) {
    this.replies = replies;
    this.requests = requests;
  }

  /** Argument: the prefetch. */
  public static void main(String[] arguments) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(System.getenv().getOrDefault(RawNames.BROKER, ""));
    try (Connection publishing = factory.newConnection("raw-worker/publish");
        Connection consuming = factory.newConnection("raw-worker/consume")) {
      Channel replies = publishing.createChannel();
      Channel requests = consuming.createChannel();
      RawWorker worker = new RawWorker(replies, requests);
      replies.confirmSelect();
      replies.addConfirmListener(
          worker::confirmed,
          (number, multiple) -> {
            throw new IllegalStateException("the broker refuses reply " + number);
          });
      requests.basicQos(Integer.parseInt(arguments[0]));
      requests.basicConsume(
          RawNames.REQUESTS,
          false,
          (tag, delivery) -> worker.answer(RawMessage.read(delivery.getBody())),
          tag -> {
            throw new UncheckedIOException(new IOException("the request queue is gone"));
          });
      new PeerLoop().serve();
    }
  }

  /** On the consumer's thread. */
  private void answer(RawMessage request) throws IOException {
    byte[] text = filler;
    if (text == null || text.length != request.answerLength()) {
      text = filler(request.answerLength());
      filler = text;
    }
    replies.basicPublish("", RawNames.REPLIES, true, RawMessage.PROPERTIES, request.write(text));
  }

  static byte[] filler(int length) {
    byte[] bytes =
        io.taskflow.benchmarks.work.Filler.text(length).getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, length);
  }

  /** On a thread of the client library, which alone acknowledges. */
  private void confirmed(long number, boolean multiple) throws IOException {
    requests.basicAck(number, multiple);
  }
}
