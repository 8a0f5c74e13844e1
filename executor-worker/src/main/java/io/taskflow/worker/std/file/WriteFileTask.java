package io.taskflow.worker.std.file;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a text. */
final class WriteFileTask implements StandardTask {

  private static final Parameter<String> PATH =
      Parameter.text("path", "below the directory of the worker").required();

  private static final Parameter<String> CONTENT =
      Parameter.text("content", "what is written, in UTF-8").required();

  private final FileArea area;

  WriteFileTask(FileArea area) {
    this.area = area;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.file.write",
        "Writes a text file, at once and with the directories that it needs.",
        List.of(PATH, CONTENT),
        "the path",
        "brings back the file that was there, or that there was none; directories stay",
        "writes the same again; what was there at first is kept");
  }

  @Override
  public Object execute(TaskContext context) throws IOException {
    Path file = area.file(PATH.of(context));
    String content = CONTENT.of(context);
    area.keep(context, file);
    area.write(file, content);
    return area.name(file);
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws IOException {
    area.undo(context, PATH);
    return null;
  }
}
