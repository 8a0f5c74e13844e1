package io.taskflow.testkit.protocol;

import java.nio.file.Path;

/** Where the project's files are. */
final class ProjectFiles {

  private ProjectFiles() {}

  /** The project's directory; the build tells it. */
  static Path root() {
    return Path.of(System.getProperty("taskflow.project.root", ".."));
  }
}
