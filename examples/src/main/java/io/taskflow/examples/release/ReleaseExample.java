package io.taskflow.examples.release;

import io.taskflow.examples.host.Logging;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes a directory as a release, all or nothing, and checks what came of it. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Publishes a directory as a release, all or nothing.",
    subcommands = {PublishCommand.class, CheckCommand.class, ListCommand.class})
public final class ReleaseExample implements Callable<Integer> {

  /** The exit code of everything that did what it was asked to. */
  static final int DONE = 0;

  /** The exit code of a release that was reverted, and of a check that found a difference. */
  static final int NOT_DONE = 1;

  @Spec private @Nullable CommandSpec spec;

  /**
   * Runs a command and ends the process: 0 done, 1 reverted or different, 2 wrong usage or input.
   */
  public static void main(String[] arguments) {
    Logging.toConsole();
    System.exit(run(arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... arguments) {
    return new CommandLine(new ReleaseExample())
        .setExecutionExceptionHandler(ReleaseExample::explain)
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "publish, check or list is expected");
  }

  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("release: " + problem.getMessage());
    return CommandLine.ExitCode.USAGE;
  }
}
