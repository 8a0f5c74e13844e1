package io.taskflow.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.std.StandardTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a worker process finds its tasks. */
class TaskJarsTest {

  @TempDir Path directory;

  @Test
  void loadsEachPathApartFromTheOthers() throws IOException {
    Path first = TaskJarBuilder.greeter(directory, "first.jar", "greet.one", "one");
    Path many = Files.createDirectories(directory.resolve("many"));
    TaskJarBuilder.greeter(many, "second.jar", "greet.two", "two");

    try (TaskJars tasks = TaskJars.load(List.of(first, many))) {
      List<TaskDefinition> definitions = tasks.registry().definitions();
      assertThat(definitions)
          .extracting(TaskDefinition::type)
          .containsExactly("greet.one", "greet.two");
      Class<?> one = definitions.get(0).supplier().get().getClass();
      Class<?> two = definitions.get(1).supplier().get().getClass();
      assertThat(one.getName()).isEqualTo(two.getName());
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Path broken = TaskJarBuilder.broken(directory);

    assertThatThrownBy(() -> TaskJars.load(List.of(directory.resolve("nowhere.jar"))))
        .isInstanceOf(NoTasksException.class)
        .hasMessageContaining("there is no readable jar or directory")
        .hasMessageContaining("nowhere.jar");
    assertThatThrownBy(() -> TaskJars.load(List.of(empty)))
        .isInstanceOf(NoTasksException.class)
        .hasMessageContaining("META-INF/services/io.taskflow.worker.TaskProvider");
    assertThatThrownBy(() -> TaskJars.load(List.of(broken)))
        .isInstanceOf(NoTasksException.class)
        .hasMessageContaining("broken.jar")
        .hasMessageContaining("sample.Missing");
    assertThatThrownBy(() -> TaskJars.load(List.of()))
        .isInstanceOf(NoTasksException.class)
        .hasMessageContaining("no --jars were given");
  }

  @Test
  void builtInTasksStandBesideThoseOfJarsOrAlone() throws IOException {
    List<TaskDefinition> builtIn = StandardTasks.harmless().tasks();
    Path jar = TaskJarBuilder.greeter(directory, "first.jar", "greet", "one");
    try (TaskJars alone = TaskJars.load(List.of(), builtIn);
        TaskJars both = TaskJars.load(List.of(jar), builtIn)) {
      assertThat(alone.registry().definitions())
          .extracting(TaskDefinition::type)
          .containsExactly(
              "std.echo", "std.fail", "std.http", "std.noop", "std.sleep", "std.wait-for");
      assertThat(both.registry().definitions())
          .extracting(TaskDefinition::type)
          .contains("greet", "std.noop");
    }
  }

  @Test
  void refusesTwoJarsWithTheSameTask() throws IOException {
    Path first = TaskJarBuilder.greeter(directory, "first.jar", "greet", "one");
    Path second = TaskJarBuilder.greeter(directory, "second.jar", "greet", "two");

    assertThatThrownBy(() -> TaskJars.load(List.of(first, second)))
        .isInstanceOf(NoTasksException.class)
        .hasMessageContaining("'greet' is there twice");
  }
}
