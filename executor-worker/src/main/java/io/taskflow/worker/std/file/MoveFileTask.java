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

/** Moves a file. */
final class MoveFileTask implements StandardTask {

  private static final Parameter<String> FROM =
      Parameter.text("from", "below the directory of the worker").required();

  private static final Parameter<String> TO =
      Parameter.text("to", "below it too; a file there is replaced").required();

  private final FileArea area;

  MoveFileTask(FileArea area) {
    this.area = area;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.file.move",
        "Moves a file, with the directories that it needs.",
        List.of(FROM, TO),
        "the new path",
        "moves it back, and brings back the file that was there",
        "is done if the file was moved already");
  }

  @Override
  public Object execute(TaskContext context) throws IOException {
    Path from = area.file(FROM.of(context));
    Path to = area.file(TO.of(context));
    if (Files.isRegularFile(from)) {
      area.keep(context, to);
      area.createParents(to);
      FileArea.move(from, to);
    } else if (!area.hasKept(context) || !Files.isRegularFile(to)) {
      throw new TaskFailure("there is no file " + area.name(from));
    }
    return area.name(to);
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws IOException {
    if (area.hasKept(context)) {
      Path from = area.file(FROM.of(context));
      Path to = area.file(TO.of(context));
      if (!Files.exists(from) && Files.isRegularFile(to)) {
        area.createParents(from);
        FileArea.move(to, from);
      }
      area.restore(context, to);
    }
    return null;
  }
}
