package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue is made, and the connection is lost before it has its bindings. */
@RequiresRabbit
class HalfMadeQueueTest {

  private final String name = "half-made-" + UUID.randomUUID();
  private final Queue queue =
      new Queue(name, QueueKind.QUORUM, List.of(new Binding(name, "key")), null, null);
  private final Declarer declarer = new Declarer();
  private final Connector connector;
  private OpenConnection connection;

  HalfMadeQueueTest(RabbitBroker rabbit) {
    connector = new Connector(AmqpSettings.builder().uri(rabbit.uri()).build(), name);
  }

  @BeforeEach
  void connectAndBeCutShort() throws Exception {
    connection = connector.connect();
    declarer.remember(List.of(new Exchange(name, ExchangeKind.DIRECT)));
    declarer.restoreAll(connection);
    OpenConnection breaking =
        new OpenConnection(
            lostWhenBinding(connection.connection()), connection.socket(), connection.frames());
    assertThatThrownBy(() -> declarer.makeOnce(breaking, queue)).isInstanceOf(IOException.class);
    assertThat(Existing.queue(connection, name)).isTrue();
    assertThat(routed()).isFalse();
  }

  @AfterEach
  void clean() throws IOException {
    try (Connection closing = connection.connection()) {
      Channel channel = closing.createChannel();
      channel.queueDelete(name);
      channel.exchangeDelete(name);
    }
  }

  @Test
  void itIsBoundAfterTheReconnection() throws Exception {
    declarer.restoreAll(connection);
    assertThat(routed()).isTrue();
  }

  @Test
  void aQueueThatIsGoneByThenIsNotMadeAgain() throws Exception {
    connection.connection().createChannel().queueDelete(name);
    declarer.restoreAll(connection);
    declarer.restoreAll(connection);
    assertThat(Existing.queue(connection, name)).isFalse();
  }

  @Test
  void whoNeedsItBindsIt() throws Exception {
    assertThat(new Declarer().bindIfThere(connection, queue)).isTrue();
    assertThat(routed()).isTrue();
  }

  @Test
  void itIsBoundAfterTheReconnectionIfThereIsNoConnectionToBindItWith() throws Exception {
    assertThatThrownBy(() -> declarer.bindIfThere(null, queue)).isInstanceOf(IOException.class);
    declarer.restoreAll(connection);
    assertThat(routed()).isTrue();
  }

  private boolean routed() throws Exception {
    Channel channel = connection.connection().createChannel();
    channel.confirmSelect();
    boolean[] returned = {false};
    channel.addReturnListener(message -> returned[0] = true);
    channel.basicPublish(name, "key", true, null, new byte[0]);
    // A message that no queue takes is returned before it is confirmed.
    channel.waitForConfirmsOrDie(Duration.ofSeconds(60).toMillis());
    channel.abort();
    return !returned[0];
  }

  /** A connection that is lost when a queue is bound through it. */
  private static Connection lostWhenBinding(Connection real) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object result = invoke(method, real, arguments);
          return result instanceof Channel channel ? lostWhenBinding(channel) : result;
        });
  }

  private static Channel lostWhenBinding(Channel real) {
    return proxy(
        Channel.class,
        (self, method, arguments) -> {
          if (method.getName().equals("queueBind")) {
            throw new IOException("the connection is lost");
          }
          return invoke(method, real, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    ClassLoader loader = type.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  private static Object invoke(Method method, Object real, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
