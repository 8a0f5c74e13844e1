package io.taskflow.examples.quickstart;

import io.taskflow.engine.runtime.Engine;
import io.taskflow.examples.host.JavaProcess;
import io.taskflow.examples.host.WorkerProcess;
import io.taskflow.examples.release.tasks.ReleaseTasks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two worker processes: the stock worker, with the jar of the examples. */
final class ProcessCrew implements Crew {

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final List<JavaProcess> processes = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param work directory for their logs
   * @param classPath of the worker, and of the tasks too if there are no jars
   * @param jars with tasks
   */
  ProcessCrew(URI broker, Path work, String classPath, List<Path> jars) throws IOException {
    try {
      List<String> jvmOptions =
          List.of(
              "-D" + ReleaseTasks.RUN_LOG_PROPERTY + "=" + Quickstart.runLog(work),
              // A process that is killed can't remove its temporary files.
              "-Djava.io.tmpdir=" + work);
      for (String name : List.of("worker-1", "worker-2")) {
        processes.add(
            new WorkerProcess(name, broker, ReleaseTasks.TOPIC, classPath, jars, jvmOptions)
                .start(work));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public String description() {
    return "two processes, %d and %d"
        .formatted(processes.getFirst().pid(), processes.getLast().pid());
  }

  @Override
  public void awaitReady(Engine engine) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (engine.workers().size() < processes.size()) {
      for (JavaProcess process : processes) {
        if (process.endsWithin(LOOK_EVERY)) {
          throw new IOException("a worker has ended at its start:\n" + process.output());
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the engine has not heard of the workers within "
                + READY_LIMIT.toSeconds()
                + " s; the first one says:\n"
                + processes.getFirst().output());
      }
    }
  }

  @Override
  public String loseOne() throws InterruptedException {
    JavaProcess victim = processes.getLast();
    victim.killHard();
    return "worker-2 (process " + victim.pid() + ") was killed with SIGKILL";
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::close);
  }
}
