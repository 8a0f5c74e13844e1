package io.taskflow.testkit.chaos.ledger;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Offers the {@link StepTask}, with the ledger that a system property names. */
public final class LedgerTasks implements TaskProvider {

  /** The system property with the ledger's file. */
  public static final String PROPERTY = "taskflow.chaos.ledger";

  @Override
  public Collection<TaskDefinition> tasks() {
    Ledger ledger = new Ledger(Path.of(System.getProperty(PROPERTY, "ledger.tsv")));
    return List.of(TaskDefinition.shared(StepTask.TYPE, new StepTask(ledger)));
  }
}
