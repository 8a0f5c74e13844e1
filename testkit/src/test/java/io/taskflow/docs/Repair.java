package io.taskflow.docs;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.Operation;
import io.taskflow.engine.machine.Trouble;
import io.taskflow.engine.runtime.AttentionPage;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The code that docs/operations.md shows; {@link RepairTest} runs it. */
final class Repair {

  private Repair() {}

  /** Copies, and can't take the copy back while the disk is read-only. */
  private record Copy(AtomicBoolean readOnly) implements Task {
    @Override
    public Object execute(TaskContext context) {
      return "copy-1";
    }

    @Override
    public Object revert(RevertContext context) {
      if (readOnly.get()) {
        throw new IllegalStateException("the disk is read-only");
      }
      return "removed";
    }
  }

  static Worker worker(Transport broker, AtomicBoolean readOnly) {
    return Worker.builder()
        .transport(broker)
        .topic("default")
        .tasks(
            TaskRegistry.builder()
                .addShared("disk.copy", new Copy(readOnly))
                .addShared(
                    "site.announce",
                    context -> {
                      throw new IllegalStateException("nobody listens");
                    })
                .build())
        .start();
  }

  static Flow release() {
    return linear(
            "release", task("copy", "disk.copy").provides("copy"), task("tell", "site.announce"))
        .build();
  }

  // [operations]
  static void lookAfter(Engine engine, String who, List<String> notes) {
    AttentionQuery query = AttentionQuery.oldest(100);
    for (AttentionPage page = engine.attention(query); ; page = engine.attention(query)) {
      for (Attention item : page.items()) {
        notes.add(item.flowName() + ", " + item.atom() + ": " + item.reason());
        FlowHandle flow = engine.find(item.flow()).orElseThrow();
        if (item.trouble() == Trouble.REVERT_FAILED) {
          flow.retry(item.atom(), who, "the disk is writable again");
        } else if (item.possible().contains(Operation.RESOLVE)) {
          flow.resolve(item.atom(), "by hand", who, "done at the desk");
        }
      }
      if (page.last() == null) {
        return;
      }
      query = query.after(page.last());
    }
  }
  // [operations]
}
