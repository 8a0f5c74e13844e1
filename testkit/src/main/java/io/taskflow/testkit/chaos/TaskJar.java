package io.taskflow.testkit.chaos;

import io.taskflow.testkit.chaos.ledger.Ledger;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.LedgerTasks;
import io.taskflow.testkit.chaos.ledger.StepTask;
import io.taskflow.worker.TaskProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** The tasks of a campaign as a jar, for workers that know nothing else of the testkit. */
final class TaskJar {

  private static final List<Class<?>> CLASSES =
      List.of(
          LedgerTasks.class, StepTask.class, Ledger.class, LedgerLine.class, LedgerLine.Mark.class);

  private TaskJar() {}

  /** Writes the jar. */
  static Path write(Path directory) throws IOException {
    Path jar = directory.resolve("chaos-tasks.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + TaskProvider.class.getName()));
      out.write(LedgerTasks.class.getName().getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
      for (Class<?> type : CLASSES) {
        String path = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(path));
        try (InputStream in = TaskJar.class.getResourceAsStream("/" + path)) {
          if (in == null) {
            throw new IOException("the class path has no " + path);
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  /** The class path of this process without the testkit: what a worker has before its jars. */
  static String classPathOfWorkers() throws IOException {
    try {
      Path testkit =
          Path.of(TaskJar.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .toRealPath();
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .filter(entry -> entry.endsWith("*") || !isSame(Path.of(entry), testkit))
          .collect(Collectors.joining(File.pathSeparator));
    } catch (URISyntaxException e) {
      throw new IOException("where the testkit is can't be told", e);
    }
  }

  private static boolean isSame(Path entry, Path testkit) {
    try {
      return Files.exists(entry) && entry.toRealPath().equals(testkit);
    } catch (IOException e) {
      return false;
    }
  }
}
