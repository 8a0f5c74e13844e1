package io.taskflow.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The parsed Java sources of every module, found on disk, so that no module can be forgotten. */
final class JavaSources {

  private JavaSources() {}

  /** Parses what the modules publish. */
  static List<SourceFile> main() {
    return parse(files("src/main/java"));
  }

  /** Parses the modules' tests. */
  static List<SourceFile> tests() {
    return parse(files("src/test/java"));
  }

  /** Returns the directories of the modules: those with a {@code pom.xml}. */
  static List<Path> modules() {
    try (Stream<Path> children = Files.list(root())) {
      return children.filter(child -> Files.exists(child.resolve("pom.xml"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the project's root; tests that are run outside of Maven run in the module's directory.
   */
  private static Path root() {
    return Path.of(System.getProperty("taskflow.project.root", "..")).toAbsolutePath().normalize();
  }

  private static List<Path> files(String sourceDirectory) {
    List<Path> files = new ArrayList<>();
    for (Path module : modules()) {
      Path directory = module.resolve(sourceDirectory);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> tree = Files.walk(directory)) {
          tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  private static List<SourceFile> parse(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Trees trees = Trees.instance(task);
      List<SourceFile> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        Path path = root().relativize(Path.of(unit.getSourceFile().toUri()));
        sources.add(new SourceFile(path, unit, trees));
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
