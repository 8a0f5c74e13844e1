package io.taskflow.worker.std.file;

import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a text. */
final class ReadFileTask implements StandardTask {

  private static final Parameter<String> PATH =
      Parameter.text("path", "below the directory of the worker").required();

  private static final int MAX_BYTES = 200_000;

  private final FileArea area;

  ReadFileTask(FileArea area) {
    this.area = area;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "std.file.read",
        "Reads a text file in UTF-8.",
        List.of(PATH),
        "the text, up to 200,000 bytes",
        "nothing to undo",
        "harmless");
  }

  @Override
  public Object execute(TaskContext context) throws IOException {
    Path file = area.file(PATH.of(context));
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TaskFailure(
                "the file %s has more than %,d bytes".formatted(area.name(file), MAX_BYTES))
            .retryable(false);
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new TaskFailure("there is no file " + area.name(file), e);
    } catch (CharacterCodingException e) {
      throw new TaskFailure("the file " + area.name(file) + " is no text in UTF-8", e)
          .retryable(false);
    }
  }
}
