package io.taskflow.examples.quickstart;

import io.taskflow.engine.runtime.Engine;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.release.tasks.ReleaseTasks;
import io.taskflow.worker.Worker;

/** Two workers in this JVM. */
final class LocalCrew implements Crew {

  private static final int SLOTS = 4;

  private final Worker first;
  private final Worker second;

  LocalCrew(EngineHost host) {
    // They share what a process has once, such as the lock before the index.
    ReleaseTasks tasks = new ReleaseTasks();
    first = host.addWorker("worker-1", ReleaseTasks.TOPIC, SLOTS, tasks);
    second = host.addWorker("worker-2", ReleaseTasks.TOPIC, SLOTS, tasks);
  }

  @Override
  public String description() {
    return "two in this process, over the in-memory transport";
  }

  @Override
  public void awaitReady(Engine engine) {
    // They were ready when they were started.
  }

  @Override
  public String loseOne() {
    second.close();
    return "worker-2 was stopped at once; what it had in hand goes back to the queue";
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
