package io.taskflow.worker.std.file;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies a file. */
final class CopyFileTask implements StandardTask {

  private static final Parameter<String> FROM =
      Parameter.text("from", "below the directory of the worker").required();

  private static final Parameter<String> TO =
      Parameter.text("to", "below it too; a file there is replaced").required();

  private final FileArea area;

  CopyFileTask(FileArea area) {
    this.area = area;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.file.copy",
        "Copies a file, at once and with the directories that it needs.",
        List.of(FROM, TO),
        "the path of the copy",
        "brings back the file that was there, or that there was none",
        "copies again; what was there at first is kept");
  }

  @Override
  public Object execute(TaskContext context) throws IOException {
    Path from = area.file(FROM.of(context));
    Path to = area.file(TO.of(context));
    if (!Files.isRegularFile(from)) {
      throw new TaskFailure("there is no file " + area.name(from));
    }
    area.keep(context, to);
    area.copy(from, to);
    return area.name(to);
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws IOException {
    area.undo(context, TO);
    return null;
  }
}
