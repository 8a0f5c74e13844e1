package io.taskflow.examples.release;

import io.taskflow.examples.release.store.StoreReader;
import io.taskflow.examples.release.store.StoredRelease;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the releases of a store. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the releases of a store, oldest first; * marks the current one.")
final class ListCommand implements Callable<Integer> {

  @Option(names = "--store", required = true, paramLabel = "DIRECTORY")
  private Path store = Path.of("");

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (StoreReader reader = new StoreReader(store)) {
      Optional<String> current = reader.current();
      for (StoredRelease release : reader.releases()) {
        out.printf(
            "%s %-30s %,8d files  %s  %s%n",
            current.equals(Optional.of(release.name())) ? "*" : " ",
            release.name(),
            release.fileCount(),
            release.publishedAt() == null ? "being made" : "published " + release.publishedAt(),
            release.source());
      }
    }
    return ReleaseExample.DONE;
  }
}
