package io.taskflow.worker.process;

import io.taskflow.worker.Task;
import io.taskflow.worker.TaskProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles a task and packs it into a jar, as its author's build would. */
public final class TaskJarBuilder {

  private TaskJarBuilder() {}

  /**
   * Makes a jar with one task, which returns the given text together with its argument {@code who}
   * if there is one.
   *
   * @param directory where to make it
   * @param jarName the jar's file name
   * @param type the task's type
   */
  public static Path greeter(Path directory, String jarName, String type, String text)
      throws IOException {
    String source =
        """
        package sample;
        public final class Provider implements io.taskflow.worker.TaskProvider {
          @Override public java.util.List<io.taskflow.worker.TaskDefinition> tasks() {
            return java.util.List.of(
                io.taskflow.worker.TaskDefinition.of("%s", () -> new Greeter()));
          }
          static final class Greeter implements io.taskflow.worker.Task {
            @Override public Object execute(io.taskflow.worker.TaskContext context) {
              return "%s" + context.optional("who", String.class).orElse("");
            }
          }
        }
        """
            .formatted(type, text);
    return jar(directory, jarName, source);
  }

  /**
   * Makes a jar of one source file.
   *
   * @param source of a class {@code sample.Provider}, which is a {@link TaskProvider}
   */
  public static Path jar(Path directory, String jarName, String source) throws IOException {
    return pack(directory, jarName, compile(directory, source), "sample.Provider");
  }

  /** Makes a jar that names a provider and has no such class. */
  public static Path broken(Path directory) throws IOException {
    Path classes = Files.createDirectories(directory.resolve("broken-classes"));
    return pack(directory, "broken.jar", classes, "sample.Missing");
  }

  private static Path compile(Path directory, String source) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    Path file = classes.resolve("Provider.java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String api = Task.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    int status =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            api + System.getProperty("path.separator") + System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            file.toString());
    if (status != 0) {
      throw new IllegalStateException("the sample task does not compile");
    }
    return classes;
  }

  private static Path pack(Path directory, String jarName, Path classes, String provider)
      throws IOException {
    Path jar = directory.resolve(jarName);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      entry(
          out,
          "META-INF/services/" + TaskProvider.class.getName(),
          provider.getBytes(StandardCharsets.UTF_8));
      for (Path file : classFiles(classes)) {
        entry(
            out, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return jar;
  }

  private static List<Path> classFiles(Path classes) throws IOException {
    List<Path> files = new ArrayList<>();
    Path sample = classes.resolve("sample");
    if (Files.isDirectory(sample)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(sample, "*.class")) {
        found.forEach(files::add);
      }
    }
    return files;
  }

  private static void entry(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
