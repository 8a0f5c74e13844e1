package io.taskflow.benchmarks.load;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.benchmarks.peer.PeerLoop;
import io.taskflow.benchmarks.work.Job;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.EngineBuilder;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Transport;
import java.nio.file.Path;

/** An engine as a user's service would have it, with metrics on. */
final class LoadEngine {

  private static final String SQLITE = "jdbc:sqlite:";

  private LoadEngine() {}

  /** Arguments: its name, the type of the queues, whether it listens to what flows do. */
  public static void main(String[] arguments) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    FirstSigns signs = new FirstSigns();
    try (Transport transport =
            AmqpTransport.connect(
                AmqpSettings.builder()
                    .uri(System.getenv().getOrDefault(LoadNames.BROKER, ""))
                    .connectionName(arguments[0])
                    .build());
        Journal journal = open(System.getenv().getOrDefault(LoadNames.DATABASE, ""));
        Engine engine =
            listening(arguments, signs)
                .name(arguments[0])
                .transport(transport)
                .topology(LoadNames.topology(arguments[1]))
                .topics(LoadNames.TOPIC)
                .journal(journal)
                .meterRegistry(meters)
                .start()) {
      LoadRun run = new LoadRun(engine, transport, meters);
      Archive archive = new Archive(engine);
      new PeerLoop()
          .on("run", job -> run.run(job.as(Job.class)))
          .on("submit", job -> run.submit(job.as(Job.class)))
          .on("watch", nothing -> signs.watch(engine))
          .on("heard", nothing -> signs.heard())
          .on("partitions", count -> archive.awaitPartitions(count.as(Integer.class)))
          .on("lists", nothing -> archive.lists())
          .on("heap", nothing -> Archive.heapBytes())
          .serve();
    }
  }

  /** Listening costs something, so only those do that are asked what they heard. */
  private static EngineBuilder listening(String[] arguments, FirstSigns signs) {
    EngineBuilder builder = Engine.builder();
    return Boolean.parseBoolean(arguments[2]) ? builder.listener(signs) : builder;
  }

  static Journal open(String url) {
    return url.startsWith(SQLITE)
        ? SqliteJournal.open(Path.of(url.substring(SQLITE.length())))
        : PostgresJournal.open(PostgresSettings.parse(url));
  }
}
