package io.taskflow.benchmarks.jmh;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.protocol.FlowId;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.testkit.postgres.PrivatePostgres.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a step takes to be stored, alone and together with others. Every commit is flushed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JournalBenchmark {

  private static final int MANY = 100;
  private static final Duration LEASE = Duration.ofMinutes(30);

  private final String body = EntryCodec.write(new EntryCodec.Body(4, Samples.step().events()));

  /** Where it is stored. */
  @Param({"postgres", "sqlite"})
  private String store = "";

  private @Nullable PrivatePostgres postgres;
  private @Nullable Journal journal;
  private @Nullable Lease lease;
  private long position;

  /** Opens an empty journal. */
  @Setup
  public void open() throws IOException {
    if (store.equals("postgres")) {
      postgres = PrivatePostgres.start(Durability.FULL);
      journal = PostgresJournal.open(PostgresSettings.parse(postgres.jdbcUrl()));
    } else {
      journal = SqliteJournal.open(Files.createTempDirectory("taskflow-jmh").resolve("j.db"));
    }
    lease = journal.acquire(0, "jmh", LEASE).orElseThrow();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    Objects.requireNonNull(journal).close();
    if (postgres != null) {
      postgres.close();
    }
  }

  /** One step in a commit of its own. */
  @Benchmark
  public void stepAlone() {
    commit(1);
  }

  /** A step of a hundred in one commit. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void stepOfMany() {
    commit(MANY);
  }

  private void commit(int steps) {
    List<JournalEntry> entries = new ArrayList<>(steps);
    Instant now = Instant.now();
    for (int i = 0; i < steps; i++) {
      entries.add(new JournalEntry(FlowId.random(now), 2, 0, ++position, now, body));
    }
    Objects.requireNonNull(journal)
        .commit(
            new PartitionCommit(
                Objects.requireNonNull(lease), position - steps, List.of(), entries, List.of()));
  }
}
