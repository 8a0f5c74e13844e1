package io.taskflow.flow.json;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.alwaysRevert;
import static io.taskflow.flow.Retries.alwaysRevertAll;
import static io.taskflow.flow.Retries.forEachOf;
import static io.taskflow.flow.Retries.named;
import static io.taskflow.flow.Retries.parameterizedForEach;
import static io.taskflow.flow.Retries.times;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The flows of the golden files, by the name of the file. A file, once released, never changes. */
final class Definitions {

  private Definitions() {}

  static Map<String, Flow> byFile() {
    Map<String, Flow> flows = new LinkedHashMap<>();
    flows.put("format-1-smallest.json", linear("f").build());
    flows.put("format-1-patterns.json", patterns());
    flows.put("format-1-every-member.json", everyMember());
    flows.put("format-1-texts-and-numbers.json", textsAndNumbers());
    flows.put("format-1-retries-and-deciders.json", retriesAndDeciders());
    flows.put("format-1-policies.json", policies());
    flows.put("format-1-fan-outs.json", fanOuts());
    flows.put("format-1-child-flows.json", childFlows());
    return flows;
  }

  private static Flow childFlows() {
    return linear(
            "f",
            childFlow("plain", "billing"),
            childFlow("bill", "billing")
                .requires("customer")
                .optional("rebate")
                .providesMembers("bill", "sum")
                .rebind("customer", "who")
                .inject("year", 2026)
                .notRevertible()
                .attempts(AttemptPolicy.attempts(3))
                .delay(Duration.ofMinutes(1))
                .startToClose(Duration.ofHours(2)),
            forEachFlow("all", "customers", "customer", "billing", child -> child))
        .build();
  }

  private static Flow fanOuts() {
    return linear(
            "f",
            forEach(
                    "hash",
                    "files",
                    "file",
                    "files.hash",
                    t -> t.topic("io").rebind("name", "file"))
                .limit(10)
                .collects("hashes"),
            forEach("touch", "files", "file", "files.touch", t -> t.notRevertible()))
        .build();
  }

  private static Flow policies() {
    return linear(
            "f",
            task("a", "t").attempts(AttemptPolicy.attempts(5)).delay(Duration.ofHours(2)),
            task("b", "t")
                .attempts(
                    AttemptPolicy.attempts(3)
                        .backoff(Duration.ofMillis(100), 1.5, Duration.ofSeconds(10))
                        .jitter(0.5)
                        .retryOn("java.io.IOException", "TIMED_OUT")
                        .notOn("java.io.FileNotFoundException"))
                .revertAttempts(AttemptPolicy.attempts(10)))
        .build();
  }

  private static Flow retriesAndDeciders() {
    return graph(
            "f",
            linear("a").retry(times(3).revertAll()),
            unordered("b")
                .retry(
                    forEachOf(Arrays.asList("x", Json.parse("1.50"), null))
                        .name("each")
                        .provides("value")),
            graph("c").retry(parameterizedForEach().rebind("values", "v").revertAll()),
            linear("d").retry(alwaysRevert()),
            linear("e").retry(alwaysRevertAll()),
            linear("g").retry(parameterizedForEach().requires("values", "more")),
            linear("h").retry(named("patient", Map.of("limit", 7)).requires("k").provides("n")),
            linear("i").retry(named("plain", null)))
        .link("a", "b", when("results.a > 1 && 'x' in results"))
        .link("b", "c", when("true", Depth.FLOW))
        .link("c", "d", Deciders.named("weekday", "monday", Depth.NEIGHBORS))
        .link("d", "e", Deciders.named("always", null, Depth.ATOM))
        .link("e", "g")
        .target("g")
        .build();
  }

  private static Flow patterns() {
    return linear(
            "release",
            task("scan", "files.scan").requires("directory").provides("manifest"),
            unordered("checks", task("licences", "check.licences").requires("manifest")),
            graph(
                    "publish",
                    task("upload", "store.put").requires("manifest").provides("location"),
                    task("index", "index.add").requires("location"),
                    linear("notify"))
                .link("index", "notify"))
        .build();
  }

  private static Flow everyMember() {
    return linear(
            "f",
            task("a", "t")
                .version("2.1")
                .topic("io")
                .requires("y", "x")
                .optional("o")
                .providesElements("p", "q")
                .rebind("y", "z")
                .rebind("x", "z")
                .inject("z", Map.of("k", 1))
                .revertRequires("x")
                .revertRebind("x", "p")
                .scheduleToStart(Duration.ofMinutes(90))
                .startToClose(Duration.ofMillis(1_500))
                .heartbeat(Duration.ofSeconds(30))
                .onWorkerLoss(OnWorkerLoss.FAIL)
                .priority(7),
            task("b", "t").providesMembers("m", "n").notRevertible(),
            task("c", "t").provides("w").revertRequires().startToClose(Duration.ofDays(2)))
        .build();
  }

  private static Flow textsAndNumbers() {
    return linear(
            "Größe \"prüfen\" \\ 检查 🚀",
            task("a/b.c", "t")
                .inject("empty", Json.parse("{}"))
                .inject("exact", Json.parse("[1.50,1e400,12345678901234567890123,-0.0]"))
                .inject("nothing", null)
                .inject("order", Json.parse("{\"b\":1,\"a\":{\"c\":[true,false,null]}}"))
                .inject("text", "tab\t, line\n, quote\", slash/, é"))
        .build();
  }
}
