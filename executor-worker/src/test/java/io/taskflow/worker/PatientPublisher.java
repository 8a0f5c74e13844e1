package io.taskflow.worker;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes a message and waits for what the broker says to it, so that it is in its queue before
 * what the same thread publishes next, and before what the test does then. Thread-safe.
 */
public final class PatientPublisher implements AutoCloseable {

  private final Publisher publisher;

  /** Opens a publisher of this name. */
  public PatientPublisher(Transport transport, String name) {
    this.publisher = transport.publisher(name);
  }

  /**
   * Publishes a message.
   *
   * @return what became of it
   * @throws AssertionError if nothing is heard of it within {@link Patience#LIMIT}
   */
  public PublishOutcome publish(OutgoingMessage message) {
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    publisher.publish(message, outcome::complete);
    try {
      return outcome.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing heard in time of " + named(message), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + named(message), e);
    } catch (ExecutionException e) {
      throw new AssertionError("no outcome of " + named(message), e);
    }
  }

  /**
   * Publishes a message that the broker has to take.
   *
   * @throws AssertionError if it does not, or nothing is heard of it within {@link Patience#LIMIT}
   */
  public void publishConfirmed(OutgoingMessage message) {
    PublishOutcome outcome = publish(message);
    if (outcome != PublishOutcome.CONFIRMED) {
      throw new AssertionError(named(message) + " was not confirmed, but " + outcome);
    }
  }

  private static String named(OutgoingMessage message) {
    return "message '%s' to exchange '%s' with key '%s'"
        .formatted(message.messageId(), message.exchange(), message.routingKey());
  }

  @Override
  public void close() {
    publisher.close();
  }
}
