package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.Lease;
import io.taskflow.protocol.FlowId;
import java.nio.file.Path;
import java.time.Duration;

/** A process that commits for ever and prints what was acknowledged; see {@link CrashTest}. */
final class CommitLoop {

  private CommitLoop() {}

  public static void main(String[] arguments) {
    try (Journal journal = SqliteJournal.open(Path.of(arguments[0]))) {
      FlowId flow = new FlowId(arguments[1]);
      System.out.println("open");
      Lease lease = journal.acquire(0, "child", Duration.ofMinutes(5)).orElseThrow();
      journal.submit(newFlow(flow.value(), 0));
      long seq = journal.entries(flow).getLast().seq();
      while (true) {
        seq++;
        journal.commit(commit(lease, entry(flow.value(), seq, 0, seq, "[" + seq + "]")));
        System.out.println("stored " + seq);
      }
    }
  }
}
