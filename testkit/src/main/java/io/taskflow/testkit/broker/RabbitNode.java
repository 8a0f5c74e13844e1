package io.taskflow.testkit.broker;

/**
 * A broker node that belongs to a test: it can be stopped, crashed, frozen and started again on the
 * same port with the same data. As a {@link RabbitBroker} it stands for the virtual host {@code /}.
 *
 * <p>Methods that change the node's state return when the change is complete. They are serialised
 * by the implementation; calling them from several threads is safe and rarely makes sense.
 */
public interface RabbitNode extends RabbitBroker, AutoCloseable {

  @Override
  default String virtualHost() {
    return "/";
  }

  /** Stops the node cleanly. Data and ports are kept. Does nothing if it does not run. */
  void stop();

  /**
   * Kills the node without any warning, as a crash or a power failure of its machine would.
   *
   * <p>A quorum queue of a single node that was declared less than a second or two ago may be lost
   * for good by this (seen with RabbitMQ 3.10, which registers such queues on disk lazily): call
   * {@link #flush} after declaring it.
   */
  void killHard();

  /** Starts the node again after {@link #stop} or {@link #killHard} and waits until it is ready. */
  void startAgain();

  /** Stops the node cleanly and starts it again. */
  default void restart() {
    stop();
    startAgain();
  }

  /**
   * Freezes the node: connections stay open and nothing is answered, as on a machine that hangs.
   */
  void pause();

  /** Lets a paused node go on. */
  void resume();

  /** Tells whether the node's process runs; a paused one does. */
  boolean running();

  /**
   * Raises the memory alarm: the broker accepts no more messages and tells publishers that they are
   * blocked. Consumers go on.
   */
  default void raiseMemoryAlarm() {
    eval("rabbit_alarm:set_alarm({{resource_limit, memory, node()}, []}).");
  }

  /** Ends the memory alarm: blocked publishers go on. */
  default void clearMemoryAlarm() {
    eval("rabbit_alarm:clear_alarm({resource_limit, memory, node()}).");
  }

  /** Closes the connections to all virtual hosts politely: clients are told the reason. */
  @Override
  default void closeAllConnections(String reason) {
    eval("[%s || P <- rabbit_networking:connections()].".formatted(Erlang.close(reason)));
  }

  /** Drops the connections to all virtual hosts: the sockets end without an AMQP close. */
  @Override
  default void resetAllConnections() {
    eval("[exit(P, kill) || P <- rabbit_networking:connections()].");
  }

  /**
   * Writes to disk what the broker would write within the next half second: after this, a quorum
   * queue that is declared already survives {@link #killHard} with every confirmed message.
   */
  default void flush() {
    eval("[ok = dets:sync(Table) || Table <- dets:all()].");
  }

  /**
   * Makes a virtual host of its own in which the test user may do everything.
   *
   * @param name letters, digits, {@code -}, {@code _} and {@code .}
   * @return the virtual host; closing it deletes it with all queues
   */
  default VirtualHost addVirtualHost(String name) {
    return VirtualHost.add(this, name);
  }

  /** Stops the node without waiting for a clean end and deletes all that it left on disk. */
  @Override
  void close();
}
