package io.taskflow.controller.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What programs beside "taskflow dev --local" can do at its broker. */
class SocketTransportTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Topology TOPOLOGY = Topology.defaults();
  private static final String INBOX = TOPOLOGY.inboxQueue(0);

  private final InMemoryBroker memory = new InMemoryBroker();
  private final Transport inside = memory.connect("inside");
  private final SocketBroker broker;

  SocketTransportTest() throws IOException {
    this.broker = SocketBroker.open(memory::connect, TOPOLOGY);
  }

  @BeforeEach
  void declare() {
    inside.declare(TOPOLOGY.base());
    inside.declare(List.of(TOPOLOGY.inbox(0)));
  }

  @AfterEach
  void close() throws IOException {
    inside.close();
    broker.close();
    assertThat(broker.file().getParent()).doesNotExist();
  }

  @Test
  void whatIsPublishedOutsideArrivesInsideAsItIs() throws Exception {
    List<Delivery> arrived = new CopyOnWriteArrayList<>();
    inside.consume(
        INBOX,
        10,
        delivery -> {
          arrived.add(delivery);
          delivery.ack();
        });
    try (SocketTransport outside = SocketTransport.connect(broker.file());
        Publisher publisher = outside.publisher("p")) {
      assertThat(outside.state()).isEqualTo(LinkState.UP);
      assertThat(publish(publisher, "0", "flow", 7)).isEqualTo(PublishOutcome.CONFIRMED);
      assertThat(publish(publisher, "0", null, null)).isEqualTo(PublishOutcome.CONFIRMED);
      assertThat(publish(publisher, "nobody", null, null)).isEqualTo(PublishOutcome.RETURNED);
      assertThat(publisher.pending()).isZero();
      await().atMost(LIMIT).until(() -> arrived.size() == 2);
      Delivery full = arrived.getFirst();
      assertThat(full.body()).containsExactly(1, -2, 0);
      assertThat(full.type()).isEqualTo("kind");
      assertThat(full.messageId()).isEqualTo("ä");
      assertThat(full.correlationId()).isEqualTo("flow");
      assertThat(full.exchange()).isEqualTo(TOPOLOGY.inboxExchange());
      assertThat(full.routingKey()).isEqualTo("0");
      assertThat(full.priority()).isEqualTo(7);
      assertThat(full.headers()).isEqualTo(Map.of("a", "1", "b", ""));
      assertThat(arrived.getLast().correlationId()).isNull();
      assertThat(arrived.getLast().priority()).isNull();
    }
  }

  @Test
  void whatWorkersSayInsideIsHeardOutside() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (SocketTransport outside = SocketTransport.connect(broker.file());
        Publisher workers = inside.publisher("worker")) {
      outside.declare(TOPOLOGY.base());
      Binding announcements = new Binding(TOPOLOGY.controlExchange(), TOPOLOGY.announcementKey());
      outside.declare(
          List.of(new Queue("directory", QueueKind.EXCLUSIVE, List.of(announcements), null, null)));
      outside.consume(
          "directory",
          10,
          delivery -> {
            heard.add(delivery.type());
            delivery.ack();
          });
      // Until the other side listens, nobody hears it.
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                publish(workers, message(TOPOLOGY.controlExchange(), "worker.announcement"));
                return heard.contains("kind");
              });
    }
  }

  @Test
  void whoPublishesWhenTheOtherSideHasEndedIsToldSo() throws Exception {
    CompletableFuture<LinkState> ended = new CompletableFuture<>();
    try (SocketTransport outside = SocketTransport.connect(broker.file());
        Publisher publisher = outside.publisher("p")) {
      outside.onStateChange((state, reason) -> ended.complete(state));
      assertThat(publish(publisher, "0", null, null)).isEqualTo(PublishOutcome.CONFIRMED);
      broker.close();
      assertThat(ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(LinkState.DOWN);
      assertThat(publish(publisher, "0", null, null)).isEqualTo(PublishOutcome.REFUSED);
    }
    Path nobody = broker.file();
    assertThatThrownBy(() -> SocketTransport.connect(nobody)).isInstanceOf(IOException.class);
  }

  @Test
  void whoSpeaksNonsenseIsCutOffAndOthersAreNot() throws Exception {
    try (SocketTransport other = SocketTransport.connect(broker.file());
        Publisher publisher = other.publisher("p")) {
      for (byte[] nonsense :
          List.of(new byte[] {9}, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0})) {
        try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(broker.file()))) {
          raw.write(ByteBuffer.wrap(nonsense));
          assertThat(raw.read(ByteBuffer.allocate(1))).as("closed").isEqualTo(-1);
        }
      }
      assertThat(publish(publisher, "0", null, null)).isEqualTo(PublishOutcome.CONFIRMED);
    }
  }

  @Test
  void nobodyElseCanEnterItsDirectory() throws IOException {
    Path directory = broker.file().getParent();
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "skipped: the file system has other permissions");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  private static PublishOutcome publish(
      Publisher publisher, String key, @Nullable String flow, @Nullable Integer priority)
      throws Exception {
    return publish(
        publisher,
        new OutgoingMessage(
            TOPOLOGY.inboxExchange(),
            key,
            new byte[] {1, -2, 0},
            "kind",
            "ä",
            flow,
            "application/json",
            true,
            true,
            priority,
            Map.of("a", "1", "b", "")));
  }

  private static OutgoingMessage message(String exchange, String key) {
    return new OutgoingMessage(
        exchange, key, new byte[0], "kind", "", null, "", false, false, null, Map.of());
  }

  private static PublishOutcome publish(Publisher publisher, OutgoingMessage message)
      throws Exception {
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    publisher.publish(message, outcome::complete);
    return outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
