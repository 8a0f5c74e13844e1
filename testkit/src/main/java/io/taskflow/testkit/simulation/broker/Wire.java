package io.taskflow.testkit.simulation.broker;

import io.taskflow.testkit.simulation.world.Fault;
import io.taskflow.testkit.simulation.world.World;
import java.time.Duration;

/** One direction of a channel: what goes in comes out later, in order, unless the line is cut. */
final class Wire {

  private static final int SLOW_ONE_IN = 400;

  private final World world;
  private final Connection connection;
  private long lastNanos;

  Wire(World world, Connection connection) {
    this.world = world;
    this.connection = connection;
  }

  void send(Runnable arrival) {
    send(Duration.ZERO, arrival);
  }

  void send(Duration delay, Runnable arrival) {
    Duration travel = world.chance().millis(0.05, 2);
    if (world.strikes(Fault.SLOW_MESSAGE, SLOW_ONE_IN)) {
      travel = world.chance().millis(20, 2_000);
    }
    lastNanos = Math.max(lastNanos, world.time().nowNanos() + travel.toNanos() + delay.toNanos());
    world
        .time()
        .at(
            lastNanos,
            () -> {
              if (connection.passes()) {
                arrival.run();
              }
            });
  }
}
