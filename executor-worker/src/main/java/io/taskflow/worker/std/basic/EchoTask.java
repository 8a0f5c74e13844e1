package io.taskflow.worker.std.basic;

import io.taskflow.worker.TaskContext;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.manual.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Returns what it is given. */
public final class EchoTask implements StandardTask {

  private static final Parameter<String> TEXT =
      Parameter.text(
          "text",
          "a text to return, in which `{name}` stands for another argument, `{name.member}` and"
              + " `{name.0}` for a part of it");

  private static final Parameter<Object> VALUE =
      Parameter.any("value", "what to return if there is no `text`");

  @Override
  public Manual manual() {
    return new Manual(
        "std.echo",
        "Returns what it is given, or a text made of its arguments.",
        List.of(TEXT, VALUE),
        "the text or value",
        "nothing to undo",
        "harmless");
  }

  @Override
  public @Nullable Object execute(TaskContext context) {
    Optional<String> text = TEXT.find(context);
    return text.isPresent()
        ? new Template(text.get()).fill(context.arguments(), UnaryOperator.identity())
        : VALUE.find(context).orElse(null);
  }
}
