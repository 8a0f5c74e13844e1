package io.taskflow.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is published together is signed as what is published alone. */
class SigningPublisherTest {

  private static final KeyPair PAIR = pair();
  private static final SigningKey KEY = new SigningKey("own", PAIR.getPrivate());
  private static final TrustedKey TRUSTED =
      new TrustedKey("own", TrustedKey.Role.ENGINE, Set.of(), "", PAIR.getPublic());

  private final Recorder recorder = new Recorder();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance(SigningKey.ALGORITHM).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OutgoingMessage message(String id, Map<String, String> headers) {
    return new OutgoingMessage(
        Topology.defaults().eventsExchange(),
        "k",
        id.getBytes(StandardCharsets.UTF_8),
        "test",
        id,
        null,
        "text/plain",
        true,
        false,
        null,
        headers);
  }

  private Publisher.Posting posting(OutgoingMessage message) {
    return new Publisher.Posting(message, outcome -> told.add(message.messageId() + outcome));
  }

  @Test
  void signsEachMessageOfAListAndHandsThemOnTogether() {
    Publisher publisher = new SigningPublisher(recorder, KEY);
    OutgoingMessage first = message("1", Map.of("traceparent", "t"));
    OutgoingMessage second = message("2", Map.of());

    publisher.publish(first, outcome -> {});
    publisher.publish(second, outcome -> {});
    List<OutgoingMessage> alone = recorder.alone.stream().map(p -> p.message()).toList();
    publisher.publish(List.of(posting(first), posting(second)));

    assertThat(recorder.together).hasSize(1);
    List<Publisher.Posting> postings = recorder.together.getFirst();
    assertThat(postings).extracting(Publisher.Posting::message).isEqualTo(alone);
    assertSigned(alone);
    assertThat(alone.getFirst().headers()).containsEntry("traceparent", "t");
    postings.forEach(posting -> posting.listener().outcome(PublishOutcome.CONFIRMED));
    assertThat(told).containsExactly("1CONFIRMED", "2CONFIRMED");
  }

  @Test
  void whatIsSignedAlreadyStaysAsItIs() {
    OutgoingMessage foreign =
        message("1", Map.of(Envelope.KEY_HEADER, "other", Envelope.SIGNATURE_HEADER, "its own"));

    new SigningPublisher(recorder, KEY)
        .publish(List.of(posting(foreign), posting(message("2", Map.of()))));

    List<Publisher.Posting> postings = recorder.together.getFirst();
    assertThat(postings.getFirst().message()).isEqualTo(foreign);
    assertSigned(List.of(postings.getLast().message()));
  }

  @Test
  void aSecuredTransportSignsWhatIsPublishedTogether() {
    InMemoryBroker broker = new InMemoryBroker();
    List<OutgoingMessage> seen = new CopyOnWriteArrayList<>();
    broker.observe(seen::add);
    try (Transport transport =
            MessageSecurity.NONE
                .signingWith(KEY)
                .secure(broker.connect("test"), Topology.defaults(), () -> {});
        Publisher publisher = transport.publisher("p")) {
      transport.declare(Topology.defaults().base());
      publisher.publish(List.of(posting(message("1", Map.of())), posting(message("2", Map.of()))));
      await().atMost(Duration.ofSeconds(60)).until(() -> told.size() == 2);
      assertThat(seen).extracting(OutgoingMessage::messageId).containsExactly("1", "2");
      assertSigned(seen);
    }
  }

  private static void assertSigned(List<OutgoingMessage> messages) {
    assertThat(messages)
        .allSatisfy(
            message -> {
              assertThat(message.headers()).containsEntry(Envelope.KEY_HEADER, "own");
              String signature = message.headers().getOrDefault(Envelope.SIGNATURE_HEADER, "");
              assertThat(Envelope.of(message).isSignedBy(TRUSTED, signature)).isTrue();
            });
  }

  /** Keeps what it is to publish. */
  private static final class Recorder implements Publisher {

    private final List<Posting> alone = new ArrayList<>();
    private final List<List<Posting>> together = new ArrayList<>();

    @Override
    public void publish(OutgoingMessage message, OutcomeListener listener) {
      alone.add(new Posting(message, listener));
    }

    @Override
    public void publish(List<Posting> postings) {
      together.add(List.copyOf(postings));
    }

    @Override
    public int pending() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
