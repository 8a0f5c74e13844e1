package io.taskflow.testkit.conformance.vector;

import io.taskflow.engine.control.RetryDecision;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.testkit.conformance.vector.VectorLink.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the flow of a vector. */
final class NodeReader {

  private NodeReader() {}

  static VectorFlow flow(Members members) {
    String name = members.text("name");
    List<VectorNode> children = new ArrayList<>();
    for (Members child : members.objects("children")) {
      children.add(child.text("type").equals("task") ? task(child) : flow(child));
    }
    return new VectorFlow(
        constant(members, "type", VectorFlow.Type.class),
        name,
        children,
        members.has("retry") ? retry(name, members.object("retry")) : null,
        members.objects("links").stream().map(NodeReader::link).toList(),
        members.textOrNull("target"));
  }

  private static VectorTask task(Members members) {
    return new VectorTask(
        members.text("name"),
        members.texts("requires"),
        members.valueMap("optional"),
        members.has("revert_requires") ? members.texts("revert_requires") : null,
        members.textMap("rebind"),
        members.has("revert_rebind") ? members.textMap("revert_rebind") : null,
        members.valueMap("inject"),
        provides(members),
        members.values("execute"),
        members.values("revert"),
        members.has("kind")
            ? constant(members, "kind", VectorTask.Kind.class)
            : VectorTask.Kind.TASK,
        members.textOrNull("fn"));
  }

  private static Provides provides(Members members) {
    String text = members.value("provides").text();
    if (text.startsWith("[")) {
      return parts(members.texts("provides"), false);
    }
    if (text.startsWith("{")) {
      return parts(members.object("provides").texts("keys"), true);
    }
    String symbol = members.textOrNull("provides");
    return symbol == null ? new Provides.Nothing() : new Provides.Whole(symbol);
  }

  private static Provides parts(List<String> symbols, boolean keyed) {
    if (symbols.isEmpty()) {
      return new Provides.Nothing();
    }
    return keyed ? new Provides.Keyed(symbols) : new Provides.Positional(symbols);
  }

  private static VectorRetry retry(String flow, Members members) {
    String name = members.textOrNull("name");
    List<RetryDecision> decisions = new ArrayList<>();
    for (String decision : members.texts("decisions")) {
      decisions.add(constant(members, "decisions", decision, RetryDecision.class));
    }
    return new VectorRetry(
        name == null ? flow + "_retry" : name,
        constant(members, "kind", VectorRetry.Kind.class),
        members.textOrNull("provides"),
        members.textMap("rebind"),
        members.has("attempts") ? (int) members.number("attempts") : 1,
        members.values("values"),
        members.flag("revert_all"),
        decisions,
        members.values("execute"),
        members.values("revert"));
  }

  private static VectorLink link(Members members) {
    return new VectorLink(
        members.text("from"),
        members.text("to"),
        members.has("decider") ? question(members.object("decider")) : null,
        members.has("depth") ? constant(members, "depth", Depth.class) : Depth.ALL);
  }

  private static Question question(Members members) {
    String atom = members.textOrNull("atom");
    return new Question(
        constant(members, "kind", VectorLink.Kind.class),
        atom == null ? "" : atom,
        members.value("value"));
  }

  /** A constant that vectors write in lower case. */
  static <E extends Enum<E>> E constant(Members members, String key, Class<E> type) {
    return constant(members, key, members.text(key), type);
  }

  private static <E extends Enum<E>> E constant(
      Members members, String key, @Nullable String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(String.valueOf(text).toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw members.problem(
        key, "'" + text + "' is none of " + List.of(type.getEnumConstants()).toString());
  }
}
