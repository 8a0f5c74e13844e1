package io.taskflow.worker.std.shell;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.Parameter;
import io.taskflow.worker.std.manual.StandardTask;
import io.taskflow.worker.std.shell.ProgramCall.Ended;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a program, and another one to undo what it did. No shell reads what it is given. */
public final class ShellTask implements StandardTask {

  private static final Parameter<String> PROGRAM =
      Parameter.text("program", "its name on the path, or its file").required();

  private static final Parameter<List<String>> ARGUMENTS =
      Parameter.texts("arguments", "each as it is: no shell reads them").usually("none");

  private static final Parameter<String> DIRECTORY =
      Parameter.text("directory", "where it runs").usually("that of the worker");

  @SuppressWarnings("rawtypes")
  private static final Parameter<Map> ENVIRONMENT =
      Parameter.mapping(
          "environment",
          "variables besides `PATH` and `HOME`, the only ones of the" + " worker that it gets");

  private static final Parameter<String> INPUT =
      Parameter.text("input", "what it reads").usually("nothing");

  private static final Parameter<List<Integer>> EXPECT =
      Parameter.integers("expect", "exit statuses that are a success").usually("0");

  @SuppressWarnings("rawtypes")
  private static final Parameter<Map> REVERT =
      Parameter.mapping(
          "revert",
          "what undoes it: `program`, `arguments`; in the same directory and environment");

  /** Told to programs, so that they can do things once. */
  private static final String KEY = "TASKFLOW_EXECUTION_KEY";

  private static final String FAILED = "TASKFLOW_FAILED";

  @Override
  public Manual manual() {
    return new Manual(
        "std.shell",
        "Runs a program with arguments, where the worker allows it (`--std-shell`). `%s` is in its"
                .formatted(KEY)
            + " environment. When the attempt is cancelled, it and what it started is ended.",
        List.of(PROGRAM, ARGUMENTS, DIRECTORY, ENVIRONMENT, INPUT, EXPECT, REVERT),
        "`status`, `output` and `errors`, the last 32,768 bytes of each",
        "runs `revert`, if there is one; also if execute failed, and then with `%s=true`"
            .formatted(FAILED),
        "runs the program again: as harmless as that makes it with its key");
  }

  @Override
  public Object execute(TaskContext context) throws InterruptedException {
    Optional<? extends Map<?, ?>> revert = REVERT.find(context).map(m -> (Map<?, ?>) m);
    if (revert.isPresent() && !(revert.get().get(PROGRAM.name()) instanceof String)) {
      throw new TaskFailure("the argument 'revert' needs the member 'program', a text")
          .retryable(false);
    }
    return run(
        context,
        PROGRAM.of(context),
        ARGUMENTS.or(context, List.of()),
        Map.of(KEY, context.executionKey()));
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws InterruptedException {
    Optional<? extends Map<?, ?>> revert = REVERT.find(context).map(m -> (Map<?, ?>) m);
    // Without a text execute has refused to begin.
    if (revert.isEmpty() || !(revert.get().get(PROGRAM.name()) instanceof String name)) {
      return null;
    }
    List<String> arguments =
        revert.get().get(ARGUMENTS.name()) instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of();
    return run(
        context,
        name,
        arguments,
        Map.of(KEY, context.executionKey(), FAILED, String.valueOf(context.failed())));
  }

  private static Ended run(
      TaskContext context, String program, List<String> arguments, Map<String, String> told)
      throws InterruptedException {
    Map<String, String> environment = new LinkedHashMap<>();
    ENVIRONMENT
        .or(context, Map.of())
        .forEach((name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
    environment.putAll(told);
    Ended ended =
        new ProgramCall(
                program,
                arguments,
                DIRECTORY.find(context).orElse(null),
                environment,
                INPUT.or(context, ""))
            .run();
    List<Integer> expected = EXPECT.or(context, List.of(0));
    if (!expected.contains(ended.status())) {
      throw new TaskFailure(
          "the program '%s' ended with status %d, but %s was expected; it said last: %s"
              .formatted(program, ended.status(), expected, ended.lastWords()));
    }
    return ended;
  }
}
