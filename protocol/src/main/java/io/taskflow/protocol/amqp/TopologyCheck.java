package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Looks what a broker has of a topology, and makes nothing. Whether queues are bound can't be seen
 * over AMQP.
 */
public final class TopologyCheck {

  /** What is said of something that is not there. */
  public static final String MISSING = "missing";

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private TopologyCheck() {}

  /**
   * Asks the broker for each of these.
   *
   * @return what is wrong with it: {@link #MISSING}, or what the broker says against its
   *     properties; an empty text if nothing is
   * @throws TransportException if the broker can't be reached, or the connection is lost
   */
  public static Map<Declaration, String> check(
      AmqpSettings settings, List<Declaration> declarations) {
    try {
      OpenConnection connection = new Connector(settings, settings.connectionName()).connect();
      try {
        Map<Declaration, String> found = new LinkedHashMap<>();
        for (Declaration declaration : declarations) {
          found.put(declaration, problem(connection, declaration));
        }
        return found;
      } finally {
        connection.close(CLOSE_LIMIT);
      }
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw new TransportException(
          "the broker %s can't be asked: %s".formatted(settings.hosts(), BrokerErrors.text(e)), e);
    }
  }

  private static String problem(OpenConnection connection, Declaration declaration)
      throws IOException {
    if (Existing.refusalToShow(connection, declaration).orElse(0) == AMQP.NOT_FOUND) {
      return MISSING;
    }
    // To declare what is there makes nothing, and is refused if it has other properties.
    List<Declarer.Refusal> refusals =
        new Declarer().declare(connection, List.of(withoutBindings(declaration)));
    return refusals.isEmpty() ? "" : String.valueOf(refusals.getFirst().error().getMessage());
  }

  private static Declaration withoutBindings(Declaration declaration) {
    return declaration instanceof Declaration.Queue queue
        ? new Declaration.Queue(
            queue.name(), queue.kind(), List.of(), queue.deliveryLimit(), queue.deadLetter())
        : declaration;
  }
}
