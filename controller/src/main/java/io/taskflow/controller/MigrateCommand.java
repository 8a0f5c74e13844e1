package io.taskflow.controller;

import io.taskflow.controller.site.StoreAddress;
import io.taskflow.engine.journal.jdbc.SchemaStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the tables of a store to the form of this release. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the tables of a store, or brings them to the form of this release.",
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
    StoreAddress store = options.store();
    List<SchemaStep> missing = store.schema().stream().filter(step -> !step.applied()).toList();
    if (!print) {
      // Also with nothing missing: a store of a newer release is refused by it.
      store.migrate();
    }
    if (printing.isJson()) {
      printing.json(
          Map.of(
              "store",
              store.toString(),
              "changed",
              !print && !missing.isEmpty(),
              "steps",
              store.schema().stream().map(MigrateCommand::toMap).toList()));
    } else if (missing.isEmpty()) {
      printing.line((print ? "-- " : "") + "the tables of %s are up to date".formatted(store));
    } else if (print) {
      for (SchemaStep step : missing) {
        printing.line("-- step %s: %s".formatted(step.version(), step.description()));
        printing.line(step.sql().strip());
      }
    } else {
      printing.line(
          "%s: %d step%s applied".formatted(store, missing.size(), missing.size() == 1 ? "" : "s"));
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
