package io.taskflow.worker.std;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.std.basic.EchoTask;
import io.taskflow.worker.std.basic.FailTask;
import io.taskflow.worker.std.basic.NoopTask;
import io.taskflow.worker.std.basic.SleepTask;
import io.taskflow.worker.std.file.FileTasks;
import io.taskflow.worker.std.http.HttpTask;
import io.taskflow.worker.std.http.WaitForTask;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.shell.ShellTask;
import io.taskflow.worker.std.sql.Database;
import io.taskflow.worker.std.sql.SqlTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The built-in tasks that a worker offers. Those that reach into its machine have to be allowed:
 * who can start flows could do anything there otherwise. Immutable and thread-safe.
 */
public final class StandardTasks implements TaskProvider {

  private final boolean shell;
  private final @Nullable Path files;
  private final Map<String, Database> databases;

  private StandardTasks(boolean shell, @Nullable Path files, Map<String, Database> databases) {
    this.shell = shell;
    this.files = files;
    this.databases = databases;
  }

  /** Those that every worker may offer: no programs, files or databases. */
  public static StandardTasks harmless() {
    return new StandardTasks(false, null, Map.of());
  }

  /** The same and {@code std.shell}: whoever can start flows can run any program there is. */
  public StandardTasks withShell() {
    return new StandardTasks(true, files, databases);
  }

  /** The same and {@code std.file.*}, for files below this directory. */
  public StandardTasks withFiles(Path directory) {
    return new StandardTasks(shell, directory, databases);
  }

  /** The same and {@code std.sql}, for these databases by name. */
  public StandardTasks withDatabases(Map<String, Database> byName) {
    return new StandardTasks(shell, files, Map.copyOf(byName));
  }

  @Override
  public List<TaskDefinition> tasks() {
    return all().stream().map(task -> TaskDefinition.shared(task.manual().type(), task)).toList();
  }

  /** What people have to know of each. */
  public List<Manual> manuals() {
    return all().stream().map(StandardTask::manual).toList();
  }

  private List<StandardTask> all() {
    List<StandardTask> tasks = new ArrayList<>();
    tasks.add(new NoopTask());
    tasks.add(new EchoTask());
    tasks.add(new SleepTask());
    tasks.add(new FailTask());
    tasks.add(new HttpTask());
    tasks.add(new WaitForTask());
    if (shell) {
      tasks.add(new ShellTask());
    }
    if (files != null) {
      tasks.addAll(FileTasks.below(files));
    }
    if (!databases.isEmpty()) {
      tasks.add(new SqlTask(databases));
    }
    return tasks;
  }
}
