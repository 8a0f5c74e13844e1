package io.taskflow.flow.json;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.OnWorkerLoss;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one flow definition. Belongs to one thread. */
final class FlowReader {

  private final JsonCursor in;
  private @Nullable FlowItem root;
  private @Nullable Integer format;
  private int items;

  FlowReader(String text) {
    this.in = new JsonCursor(text);
  }

  Flow document() {
    try (in) {
      in.next();
      in.object(this::topMember);
      if (format == null) {
        throw in.error("the member 'format' is missing");
      }
      if (root == null) {
        throw in.error("the member 'flow' is missing");
      }
      if (!(root instanceof Flow flow)) {
        throw in.error("the outermost item must be a flow; put it into a linear one");
      }
      in.next();
      if (!in.atEnd()) {
        throw in.error("there is more text after the definition");
      }
      return flow;
    }
  }

  private void topMember(String name) {
    switch (name) {
      case Field.FORMAT -> {
        format = in.integer();
        if (format != FlowJson.FORMAT) {
          throw in.error(
              "the definition is of format %d, but only format %d can be read"
                  .formatted(format, FlowJson.FORMAT));
        }
      }
      case Field.FLOW -> root = item(1);
      default -> throw in.unknown(name, "a definition has 'format' and 'flow'");
    }
  }

  private FlowItem item(int depth) {
    if (depth > Flow.MAX_DEPTH + 1) {
      throw in.error("flows are nested more than " + Flow.MAX_DEPTH + " deep");
    }
    if (++items > 2 * Flow.MAX_TASKS) {
      throw in.error("there are more than %,d tasks and flows".formatted(2 * Flow.MAX_TASKS));
    }
    ItemDraft draft = new ItemDraft(in);
    in.object(name -> member(draft, name, depth));
    return draft.toItem();
  }

  private void member(ItemDraft draft, String name, int depth) {
    draft.seen(name);
    switch (name) {
      case Field.KIND -> draft.kind = kind();
      case Field.NAME -> draft.name = in.string();
      case Field.ITEMS -> in.array(() -> draft.items.add(item(depth + 1)));
      case Field.LINKS -> in.array(() -> draft.links.add(LinkJson.read(in)));
      case Field.TARGET -> draft.target = in.string();
      case Field.RETRY -> draft.retry = RetryDraft.read(in);
      case Field.FLOW -> draft.flow = in.string();
      case Field.OVER -> draft.over = in.string();
      case Field.ITEM -> draft.item = in.string();
      case Field.TASK -> draft.task = item(depth + 1);
      case Field.LIMIT -> draft.limit = in.integer();
      case Field.COLLECTS -> draft.collects = in.string();
      case Field.TYPE -> draft.type = in.string();
      case Field.VERSION -> draft.version = in.string();
      case Field.TOPIC -> draft.topic = in.string();
      case Field.REQUIRES -> draft.requires = in.strings();
      case Field.OPTIONAL -> draft.optional = in.strings();
      case Field.PROVIDES -> draft.provides = ProvidesJson.read(in);
      case Field.REBIND -> draft.rebind = in.stringMap();
      case Field.INJECT -> in.object(symbol -> draft.inject.put(symbol, in.json()));
      case Field.REVERTIBLE -> draft.revertible = in.bool();
      case Field.REVERT_REQUIRES -> draft.revertRequires = in.strings();
      case Field.REVERT_REBIND -> draft.revertRebind = in.stringMap();
      case Field.ATTEMPTS -> draft.executePolicy = PolicyJson.read(in);
      case Field.REVERT_ATTEMPTS -> draft.revertPolicy = PolicyJson.read(in);
      case Field.DELAY -> draft.delay = in.duration();
      case Field.START_TO_CLOSE -> draft.startToClose = in.duration();
      case Field.TIMEOUTS -> draft.timeouts = timeouts();
      case Field.ON_WORKER_LOSS -> draft.onWorkerLoss = onWorkerLoss();
      case Field.PRIORITY -> draft.priority = in.integer();
      default -> throw in.unknown(name, "tasks and flows have no such member");
    }
  }

  private Kind kind() {
    String text = in.string();
    return Kind.of(text).orElseThrow(() -> in.noSuch("kind", Kind.texts(), text));
  }

  private TaskSpec.Timeouts timeouts() {
    Map<String, java.time.Duration> limits = new TreeMap<>();
    in.object(
        name -> {
          switch (name) {
            case Field.SCHEDULE_TO_START, Field.START_TO_CLOSE, Field.HEARTBEAT ->
                limits.put(name, in.duration());
            default -> throw in.unknown(name, "there is no such timeout");
          }
        });
    return in.checked(
        () ->
            new TaskSpec.Timeouts(
                limits.get(Field.SCHEDULE_TO_START),
                limits.get(Field.START_TO_CLOSE),
                limits.get(Field.HEARTBEAT)));
  }

  private OnWorkerLoss onWorkerLoss() {
    String text = in.string();
    for (OnWorkerLoss value : OnWorkerLoss.values()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    throw in.error(
        "'redispatch' or 'fail' is expected, but this is '" + JsonCursor.brief(text) + "'");
  }
}
