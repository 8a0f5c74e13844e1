package io.taskflow.worker.std.file;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes a file. */
final class DeleteFileTask implements StandardTask {

  private static final Parameter<String> PATH =
      Parameter.text("path", "below the directory of the worker").required();

  private final FileArea area;

  DeleteFileTask(FileArea area) {
    this.area = area;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.file.delete",
        "Deletes a file; one that is not there is no failure.",
        List.of(PATH),
        "whether it was there",
        "brings it back",
        "harmless; what was there at first is kept");
  }

  @Override
  public Object execute(TaskContext context) throws IOException {
    Path file = area.file(PATH.of(context));
    area.keep(context, file);
    return Files.deleteIfExists(file);
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws IOException {
    area.undo(context, PATH);
    return null;
  }
}
