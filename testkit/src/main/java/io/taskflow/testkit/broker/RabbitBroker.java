package io.taskflow.testkit.broker;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One virtual host of a running RabbitMQ broker, with what a test needs to look at it and to
 * disturb it.
 *
 * <p>Every method that is not an accessor asks the broker and throws {@link BrokerException} when
 * that fails. {@link #ctl} runs {@code rabbitmqctl}, which takes a second or two; the others are
 * expressions for {@link #eval}. Implementations are safe to be used by many threads.
 */
public interface RabbitBroker {

  /** Returns the address at which clients connect; always a loopback or container host address. */
  String host();

  /** Returns the AMQP port. It stays the same when the broker is stopped and started again. */
  int port();

  /** Returns the name of the virtual host that this object stands for; {@code /} is the default. */
  String virtualHost();

  /**
   * Runs {@code rabbitmqctl} on the broker.
   *
   * @param arguments command, options and arguments, each one its own element
   * @return what the command printed
   * @throws BrokerException if it failed or did not end within a minute
   */
  String ctl(String... arguments);

  /** Returns the AMQP URI of this virtual host, with the test user's name and password. */
  default URI uri() {
    return uri(host(), port());
  }

  /**
   * Returns the AMQP URI of this virtual host for a client that connects elsewhere, such as through
   * a proxy.
   */
  default URI uri(String host, int port) {
    String path = URLEncoder.encode(virtualHost(), StandardCharsets.UTF_8);
    return URI.create("amqp://guest:guest@%s:%d/%s".formatted(host, port, path));
  }

  /** Returns the names of all queues, in no particular order. */
  default List<String> queueNames() {
    return Erlang.decoded(
        eval(
            "[base64:encode(Name) || {resource, _, queue, Name} <- rabbit_amqqueue:list_names(%s)]."
                .formatted(Erlang.binary(virtualHost()))));
  }

  /**
   * Returns how many messages of a queue are ready for delivery: neither delivered and
   * unacknowledged, nor still on their way in. The queue itself is asked, not its statistics, which
   * lag by seconds.
   */
  default long queueDepth(String queue) {
    String answer = eval(Erlang.withQueue(this, queue, "{ok, N, _} = rabbit_amqqueue:stat(Q), N."));
    return Long.parseLong(answer);
  }

  /** Deletes a queue, used or not, with its messages. Its consumers are cancelled by the broker. */
  default void deleteQueue(String queue) {
    eval(
        Erlang.withQueue(
            this, queue, "{ok, _} = rabbit_amqqueue:delete(Q, false, false, <<\"a test\">>)."));
  }

  /** Drops all messages of a queue that are ready for delivery. */
  default void purgeQueue(String queue) {
    eval(Erlang.withQueue(this, queue, "{ok, _} = rabbit_amqqueue:purge(Q)."));
  }

  /** Closes all connections to this virtual host politely: clients are told the reason. */
  default void closeAllConnections(String reason) {
    eval(Erlang.withConnections(this, Erlang.close(reason)));
  }

  /** Drops all connections to this virtual host: the sockets end without an AMQP close. */
  default void resetAllConnections() {
    eval(Erlang.withConnections(this, "exit(P, kill)"));
  }

  /**
   * Evaluates an Erlang expression on the broker and returns its value as printed.
   *
   * @param expression ends with a full stop
   */
  default String eval(String expression) {
    return ctl("eval", "--silent", expression).strip();
  }
}
