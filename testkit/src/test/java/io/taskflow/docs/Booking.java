package io.taskflow.docs;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.LoggingListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.listen.TimingListener;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowFailedException;
import io.taskflow.engine.runtime.FlowFailure;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The code that docs/listeners.md and docs/failures.md show; {@link BookingTest} runs it and holds
 * the documents against it.
 */
final class Booking {

  private Booking() {}

  /** The bank refuses. */
  static final class CardDeclined extends Exception {
    private static final long serialVersionUID = 1L;

    CardDeclined(Throwable cause) {
      super("card declined", cause);
    }
  }

  /** A seat, and what proves whose it is. */
  record Seat(String number, String token) {}

  static Worker worker(Transport broker) {
    return Worker.builder()
        .transport(broker)
        .topic("default")
        .tasks(
            TaskRegistry.builder()
                .addShared("seat.reserve", context -> new Seat("12A", "t-77"))
                .addShared(
                    "card.charge",
                    context -> {
                      throw new CardDeclined(new IOException("no route to the bank"));
                    })
                .build())
        .start();
  }

  static Flow trip() {
    return linear(
            "trip",
            task("reserve", "seat.reserve").requires("passenger").provides("seat"),
            task("charge", "card.charge").requires("amount", "secret").rebind("secret", "pin"))
        .build();
  }

  // [listeners]
  /** Tells somebody of every task that fails. */
  static final class Alarm implements FlowListener {
    private final Consumer<String> bell;

    Alarm(Consumer<String> bell) {
      this.bell = bell;
    }

    @Override
    public void taskChanged(StatusChange.OfTask change) {
      Failure failure = change.failure();
      if (failure != null) {
        bell.accept(change.flowName() + ", " + change.task().name() + ": " + failure.message());
      }
    }
  }

  static Engine engine(
      Transport broker, Journal journal, MeterRegistry meters, Consumer<String> bell) {
    return Engine.builder()
        .transport(broker)
        .journal(journal)
        .listener(new LoggingListener())
        .listener(TimingListener.into(meters))
        .listener(new Alarm(bell))
        .start();
  }

  // [listeners]

  // [failures]
  static String book(Engine engine, List<String> notes) throws InterruptedException {
    FlowHandle handle =
        engine.submit(trip(), Map.of("passenger", "Ada", "amount", 30, "pin", "4711"));
    try {
      return handle.join().orThrow().value("seat", Seat.class).number();
    } catch (FlowFailedException e) {
      if (e.isA("io.taskflow.docs.Booking$CardDeclined")) {
        notes.add("ask for another card");
      }
      for (FlowFailure failure : e.failures()) {
        notes.add(failure.atom() + ": " + failure.failure().describe());
      }
      return handle.failureReport(ReportOptions.DEFAULTS.withTraceLines(0));
    }
  }
  // [failures]
}
