package io.taskflow.worker.process;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import io.taskflow.worker.TaskRegistry;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a worker process. Each path has a class loader of its own, so that tasks with
 * different versions of the same library can live together; what the worker itself brings is
 * shared.
 */
final class TaskJars implements AutoCloseable {

  private static final String SERVICE = "META-INF/services/" + TaskProvider.class.getName();

  private final TaskRegistry registry;
  private final List<URLClassLoader> loaders;

  private TaskJars(TaskRegistry registry, List<URLClassLoader> loaders) {
    this.registry = registry;
    this.loaders = loaders;
  }

  /**
   * Loads the tasks of these jars and directories of jars, or those of the class path if there are
   * none.
   *
   * @throws NoTasksException if one of them can't be read or has no tasks, or two are alike
   */
  static TaskJars load(List<Path> paths) {
    return load(paths, List.of());
  }

  /**
   * As {@link #load(List)}, besides these tasks; with them there need be none on the class path.
   */
  static TaskJars load(List<Path> paths, List<TaskDefinition> builtIn) {
    TaskRegistry.Builder tasks = TaskRegistry.builder().addAll(builtIn);
    List<URLClassLoader> loaders = new ArrayList<>();
    ClassLoader own = TaskJars.class.getClassLoader();
    try {
      for (Path path : paths) {
        URLClassLoader loader = new URLClassLoader(path.toString(), urls(path), own);
        loaders.add(loader);
        add(tasks, loader, path.toString());
      }
      if (paths.isEmpty() && (builtIn.isEmpty() || offersTasks(own))) {
        add(tasks, own, "the class path (no --jars were given)");
      }
      return new TaskJars(tasks.build(), List.copyOf(loaders));
    } catch (NoTasksException e) {
      close(loaders);
      throw e;
    } catch (IllegalArgumentException e) {
      close(loaders);
      throw new NoTasksException("the tasks don't go together: " + e.getMessage(), e);
    }
  }

  TaskRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    close(loaders);
  }

  private static boolean offersTasks(ClassLoader loader) {
    return ServiceLoader.load(TaskProvider.class, loader).stream().findAny().isPresent();
  }

  /** Adds what this very loader offers, not its parents. */
  private static void add(TaskRegistry.Builder tasks, @Nullable ClassLoader loader, String where) {
    int providers = 0;
    try {
      for (ServiceLoader.Provider<TaskProvider> provider :
          ServiceLoader.load(TaskProvider.class, loader).stream().toList()) {
        if (provider.type().getClassLoader() == loader) {
          tasks.addAll(provider.get().tasks());
          providers++;
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new NoTasksException("the tasks of " + where + " can't be loaded: " + e, e);
    }
    if (providers == 0) {
      throw new NoTasksException(
          "there are no tasks in "
              + where
              + ": a jar names its implementation of TaskProvider in "
              + SERVICE,
          null);
    }
  }

  private static URL[] urls(Path path) {
    List<URL> urls = new ArrayList<>();
    try {
      if (!Files.isDirectory(path)) {
        if (!Files.isReadable(path)) {
          throw new NoTasksException("there is no readable jar or directory " + path, null);
        }
        urls.add(url(path));
      } else {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(path, "*.jar")) {
          for (Path jar : jars) {
            urls.add(url(jar));
          }
        }
      }
    } catch (IOException e) {
      throw new NoTasksException("the directory " + path + " can't be read: " + e, e);
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private static void close(List<URLClassLoader> loaders) {
    for (URLClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        // The process ends anyway, and the jar was only read.
      }
    }
  }
}
