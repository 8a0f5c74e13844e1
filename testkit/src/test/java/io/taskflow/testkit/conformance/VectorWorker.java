package io.taskflow.testkit.conformance;

import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.Outcome;
import io.taskflow.testkit.conformance.vector.RaisedException;
import io.taskflow.testkit.conformance.vector.World;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The task of a real worker that does what the tasks of vectors do, each in its flow's world. */
final class VectorWorker implements Task {

  private final Map<FlowId, CompletableFuture<World>> worlds = new ConcurrentHashMap<>();

  /** Says which world a flow works in; requests that come before wait for it. */
  void add(FlowId flow, World world) {
    world(flow).complete(world);
  }

  private CompletableFuture<World> world(FlowId flow) {
    return worlds.computeIfAbsent(flow, f -> new CompletableFuture<>());
  }

  @Override
  public Object execute(TaskContext context) throws Exception {
    return result(world(context.flow()).get().execute(context.task(), arguments(context)));
  }

  @Override
  public Object revert(RevertContext context) throws Exception {
    Json result =
        context
            .failure()
            .map(Rendering::inPlaceOfValue)
            .orElseGet(() -> context.result(Json.class).orElse(Json.NULL));
    return result(
        world(context.flow())
            .get()
            .revert(
                context.task(),
                arguments(context),
                result,
                Rendering.failures(context.flowFailures())));
  }

  private static SortedMap<String, Json> arguments(TaskContext context) {
    SortedMap<String, Json> arguments = new TreeMap<>();
    context.arguments().forEach((name, value) -> arguments.put(name, Json.of(value)));
    return arguments;
  }

  private static Json result(Outcome outcome) throws RaisedException {
    return switch (outcome) {
      case Outcome.Returned returned -> returned.value();
      case Outcome.Raised raised -> throw new RaisedException(raised.type(), raised.message());
    };
  }
}
