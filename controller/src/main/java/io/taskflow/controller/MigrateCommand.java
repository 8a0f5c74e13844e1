package io.taskflow.controller;

import io.taskflow.controller.site.JournalAddress;
import io.taskflow.engine.journal.jdbc.SchemaStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the tables of a journal to the form of this release. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the tables of a journal, or brings them to the form of this release.",
      "A SQLite file must not be in use by an engine."
    })
final class MigrateCommand implements Callable<Integer> {

  @Option(
      names = "--print",
      description = "Print the SQL that is missing, for somebody else to run; change nothing.")
  private boolean print;

  @Mixin private SiteOptions options = new SiteOptions();

  @Mixin private Printing printing = new Printing();

  @Override
  public Integer call() {
    JournalAddress journal = options.journal();
    List<SchemaStep> missing = journal.schema().stream().filter(step -> !step.applied()).toList();
    if (!print) {
      // Also with nothing missing: a journal of a newer release is refused by it.
      journal.migrate();
    }
    if (printing.isJson()) {
      printing.json(
          Map.of(
              "journal",
              journal.toString(),
              "changed",
              !print && !missing.isEmpty(),
              "steps",
              journal.schema().stream().map(MigrateCommand::toMap).toList()));
    } else if (missing.isEmpty()) {
      printing.line((print ? "-- " : "") + "the tables of %s are up to date".formatted(journal));
    } else if (print) {
      for (SchemaStep step : missing) {
        printing.line("-- step %s: %s".formatted(step.version(), step.description()));
        printing.line(step.sql().strip());
      }
    } else {
      printing.line(
          "%s: %d step%s applied"
              .formatted(journal, missing.size(), missing.size() == 1 ? "" : "s"));
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> toMap(SchemaStep step) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", step.version());
    map.put("description", step.description());
    map.put("applied", step.applied());
    map.put("sql", step.applied() ? null : step.sql());
    return map;
  }
}
