package io.taskflow.controller;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Who asks for something, why, and how long they wait for it. */
final class WhoOptions {

  @Option(
      names = "--by",
      defaultValue = "${sys:user.name}",
      paramLabel = "WHO",
      description = "Who asks, for the history of the flow; otherwise the user of this machine.")
  private String by = "";

  @Option(names = "--why", paramLabel = "TEXT", description = "Why, for the history of the flow.")
  private String why = "";

  @Option(
      names = "--wait",
      defaultValue = "5s",
      paramLabel = "DURATION",
      description =
          "How long to wait until the flow's owner has taken the request, which is stored by then.")
  private Duration patience = Duration.ZERO;

  String by() {
    return by;
  }

  String why() {
    return why;
  }

  Duration patience() {
    return patience;
  }
}
