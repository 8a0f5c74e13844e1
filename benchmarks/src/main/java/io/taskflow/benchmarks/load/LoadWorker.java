package io.taskflow.benchmarks.load;

import io.taskflow.benchmarks.peer.PeerLoop;
import io.taskflow.benchmarks.work.Allocation;
import io.taskflow.benchmarks.work.Filler;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A worker whose tasks return a text of the length that is asked for. */
final class LoadWorker {

  /** Length of the result of a task that gets no payload. */
  private static final String SHORT_RESULT = Filler.text(100);

  private LoadWorker() {}

  /** Arguments: its name, the type of the queues, slots, prefetch (0 for the default). */
  public static void main(String[] arguments) throws Exception {
    try (Transport transport =
            AmqpTransport.connect(
                AmqpSettings.builder()
                    .uri(System.getenv().getOrDefault(LoadNames.BROKER, ""))
                    .connectionName(arguments[0])
                    .build());
        Worker worker = start(arguments, transport)) {
      new PeerLoop().on("counters", nothing -> counters(transport)).serve();
    }
  }

  private static Worker start(String[] arguments, Transport transport) {
    WorkerBuilder builder =
        Worker.builder()
            .transport(transport)
            .topology(LoadNames.topology(arguments[1]))
            .topic(LoadNames.TOPIC)
            .name(arguments[0])
            .slots(Integer.parseInt(arguments[2]))
            .tasks(
                TaskRegistry.builder()
                    .addShared(LoadNames.NOTHING, new Nothing())
                    .addShared(
                        LoadNames.FAILING,
                        context -> {
                          Nothing.run(context);
                          throw new TaskFailure("it is the last one");
                        })
                    .build());
    int prefetch = Integer.parseInt(arguments[3]);
    return (prefetch == 0 ? builder : builder.prefetch(prefetch)).start();
  }

  private static Map<String, Object> counters(Transport transport) {
    return Map.of(
        "confirmed", transport.statistics().confirmed(),
        "runs", Nothing.RUNS.get(),
        "keys", Nothing.KEYS.size(),
        "allocatedBytes", Allocation.bytes());
  }

  /** Waits if it is to, and returns text. Counts runs of tasks that wait. */
  private static final class Nothing implements Task {

    private static final AtomicLong RUNS = new AtomicLong();
    private static final Set<String> KEYS = ConcurrentHashMap.newKeySet();

    @Override
    public Object execute(TaskContext context) throws InterruptedException {
      return run(context);
    }

    static String run(TaskContext context) throws InterruptedException {
      @Nullable Integer millis = context.optional(LoadNames.MILLIS, Integer.class).orElse(null);
      if (millis != null) {
        RUNS.incrementAndGet();
        KEYS.add(context.executionKey());
        Thread.sleep(millis);
      }
      return context.optional(LoadNames.PAYLOAD, String.class).orElse(SHORT_RESULT);
    }
  }
}
