package io.taskflow.docs;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The code that README.md shows; {@link DocumentTest} runs it and holds the document against it.
 */
final class Trip {

  private Trip() {}

  // [readme]
  /** A task: what it does, and how it is undone. The same object serves many requests at once. */
  static final class ReserveSeat implements Task {
    @Override
    public Object execute(TaskContext context) {
      String name = context.argument("passenger", String.class);
      return "seat of " + name + ", booked under " + context.executionKey();
    }

    @Override
    public Object revert(RevertContext context) {
      return "gave back: " + context.result(String.class).orElse("nothing was reserved");
    }
  }

  /** A worker, in a process of its own or in any other. */
  static Worker worker(Transport broker) {
    return Worker.builder()
        .transport(broker)
        .topic("travel")
        .tasks(
            TaskRegistry.builder()
                .addShared("seat.reserve", new ReserveSeat())
                .addShared("card.charge", context -> context.argument("amount", Integer.class))
                .build())
        .start();
  }

  /** An engine, embedded in a service: stores the flow, sends the requests, keeps the state. */
  static FlowResult book(Transport broker, Path file, int amount) throws Exception {
    Flow trip =
        linear(
                "trip",
                task("reserve", "seat.reserve")
                    .topic("travel")
                    .requires("passenger")
                    .provides("seat"),
                task("charge", "card.charge").topic("travel").requires("amount").provides("paid"))
            .build();
    try (Journal journal = SqliteJournal.open(file);
        Engine engine = Engine.builder().transport(broker).journal(journal).start()) {
      return engine
          .submit(trip, Map.of("passenger", "Ada", "amount", amount))
          .join(Duration.ofSeconds(30));
    }
  }
  // [readme]
}
