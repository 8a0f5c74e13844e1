package io.taskflow.worker.std.file;

import io.taskflow.worker.std.manual.StandardTask;
import java.nio.file.Path;
import java.util.List;

/** The built-in tasks for files. */
public final class FileTasks {

  private FileTasks() {}

  /**
   * The tasks for the files below a directory. What they need to undo what they did is kept there
   * too, so that workers which share a topic have to share the directory.
   */
  public static List<StandardTask> below(Path root) {
    FileArea area = new FileArea(root);
    return List.of(
        new ReadFileTask(area),
        new WriteFileTask(area),
        new CopyFileTask(area),
        new MoveFileTask(area),
        new DeleteFileTask(area));
  }
}
