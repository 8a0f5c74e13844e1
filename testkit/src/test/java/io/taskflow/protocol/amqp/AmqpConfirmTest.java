package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** On which threads a publisher tells what became of its messages. */
@RequiresRabbit
class AmqpConfirmTest extends AmqpRig {

  private static final long LIMIT_SECONDS = 60;

  private final RabbitBroker broker;

  AmqpConfirmTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Override
  RabbitBroker broker() {
    return broker;
  }

  @Test
  void noThreadIsWokenForAListenerThatIsQuick() {
    AtomicReference<Thread> told = new AtomicReference<>();
    QuickListener listener = outcome -> told.set(Thread.currentThread());
    // Whoever publishes may be at it when the confirmation comes, and then deals with it.
    Publisher publisher = ready(connect());
    Thread here = Thread.currentThread();
    publisher.publish(message("", queue, "quick", true), listener);
    await().until(() -> told.get() != null);
    assertThat(told.get())
        .satisfiesAnyOf(
            thread -> assertThat(thread.getName()).startsWith("AMQP Connection"),
            thread -> assertThat(thread).isSameAs(here));
  }

  @Test
  void aListenerThatWaitsHoldsUpNeitherTheConnectionNorOtherPublishersOfIt() throws Exception {
    AmqpTransport transport = connect();
    Publisher one = ready(transport);
    Publisher other = transport.publisher("other");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    one.publish(message("", queue, "waits", true), outcome -> waited.complete(awaits(release)));
    CompletableFuture<PublishOutcome> second = new CompletableFuture<>();
    other.publish(message("", queue, "goes on", true), (QuickListener) second::complete);
    assertThat(second.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(PublishOutcome.CONFIRMED);
    release.countDown();
    assertThat(waited.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** A publisher whose channel is open. */
  private Publisher ready(AmqpTransport transport) {
    transport.declare(List.of(new Queue(queue, QueueKind.CLASSIC, List.of(), null, null)));
    Publisher publisher = transport.publisher("p");
    Outcomes outcomes = new Outcomes();
    outcomes.publish(publisher, message("", queue, "first", true));
    await("its channel is open").until(() -> outcomes.count(PublishOutcome.CONFIRMED) == 1);
    return publisher;
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
