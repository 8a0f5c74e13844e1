package io.taskflow.docs;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Retries;
import io.taskflow.worker.TaskRegistry;
import java.time.Duration;
import java.util.List;

/** The flow of docs/flows.md, and tasks to run it with. */
final class Rollout {

  private Rollout() {}

  // [flows]
  static Flow rollout() {
    return graph(
            "rollout",
            task("build", "ci.build").requires("commit").provides("image"),
            linear("place", task("reserve", "cloud.reserve").requires("zone").provides("hosts"))
                .retry(Retries.forEach("zone-a", "zone-b").provides("zone")),
            forEach("install", "hosts", "host", "host.install", t -> t.requires("image"))
                .limit(10)
                .collects("versions"),
            task("check", "site.check")
                .requires("versions")
                .provides("errors")
                .attempts(
                    AttemptPolicy.attempts(5)
                        .backoff(Duration.ofMillis(50), 2, Duration.ofMinutes(1)))
                .startToClose(Duration.ofMinutes(2))
                .notRevertible(),
            task("announce", "chat.post").requires("versions").notRevertible())
        .link("check", "announce", Deciders.when("results.check == 0"))
        .build();
  }

  // [flows]

  /** The first zone is full, and the site needs a moment. */
  static TaskRegistry tasks(List<String> posted) {
    return TaskRegistry.builder()
        .addShared("ci.build", context -> "image of " + context.argument("commit", String.class))
        .addShared(
            "cloud.reserve",
            context -> {
              if (context.argument("zone", String.class).equals("zone-a")) {
                throw new IllegalStateException("zone-a is full");
              }
              return List.of("h1", "h2", "h3");
            })
        .addShared(
            "host.install",
            context ->
                context.argument("image", String.class)
                    + " on "
                    + context.argument("host", String.class))
        .addShared(
            "site.check",
            context -> {
              if (context.attempt() < 3) {
                throw new IllegalStateException("the site is not up yet");
              }
              return 0;
            })
        .addShared("chat.post", context -> posted.addAll(context.list("versions", String.class)))
        .build();
  }
}
