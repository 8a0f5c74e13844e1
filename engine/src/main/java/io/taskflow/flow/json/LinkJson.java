package io.taskflow.flow.json;

import io.taskflow.flow.Decider;
import io.taskflow.flow.Decider.Condition;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.GraphFlow.Link;
import io.taskflow.protocol.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A link, with its decider if it has one. */
final class LinkJson {

  private final JsonCursor in;
  private @Nullable String from;
  private @Nullable String to;
  private @Nullable Decider decider;
  private @Nullable String when;
  private @Nullable String condition;
  private @Nullable Json settings;
  private Depth depth = Depth.ALL;

  private LinkJson(JsonCursor in) {
    this.in = in;
  }

  static void write(Members out, Link link) {
    out.text(Field.FROM, link.from());
    out.text(Field.TO, link.to());
    Decider decider = link.decider();
    if (decider != null) {
      String where = "the decider of the link from '%s' to '%s'".formatted(link.from(), link.to());
      out.object(Field.DECIDER, () -> write(out, decider, where));
    }
  }

  private static void write(Members out, Decider decider, String where) {
    switch (decider.condition()) {
      case Condition.Expression expression -> out.text(Field.WHEN, expression.cel());
      case Condition.Named named -> {
        out.text(Field.CONDITION, named.name());
        if (!named.settings().isNull()) {
          out.json(Field.SETTINGS, named.settings(), "the value of the settings of " + where);
        }
      }
    }
    if (decider.depth() != Depth.ALL) {
      out.text(Field.DEPTH, text(decider.depth()));
    }
  }

  /** Reads a link at which the cursor stands. */
  static Link read(JsonCursor in) {
    LinkJson draft = new LinkJson(in);
    in.object(draft::member);
    if (draft.from == null || draft.to == null) {
      throw in.error("a link needs 'from' and 'to'");
    }
    String from = draft.from;
    String to = draft.to;
    return in.checked(() -> new Link(from, to, draft.decider));
  }

  private void member(String name) {
    switch (name) {
      case Field.FROM -> from = in.string();
      case Field.TO -> to = in.string();
      case Field.DECIDER -> {
        in.object(this::deciderMember);
        decider = in.checked(() -> new Decider(condition(), depth));
      }
      default -> throw in.unknown(name, "a link has 'from', 'to' and 'decider'");
    }
  }

  private void deciderMember(String name) {
    switch (name) {
      case Field.WHEN -> when = in.string();
      case Field.CONDITION -> condition = in.string();
      case Field.SETTINGS -> settings = in.json();
      case Field.DEPTH -> depth = depth();
      default ->
          throw in.unknown(name, "a decider has 'when' or 'condition', 'settings' and 'depth'");
    }
  }

  private Condition condition() {
    if (when != null && condition == null && settings == null) {
      return new Condition.Expression(when);
    }
    if (when == null && condition != null) {
      return new Condition.Named(condition, settings == null ? Json.NULL : settings);
    }
    throw in.error("a decider needs 'when', or 'condition' with or without 'settings'");
  }

  private Depth depth() {
    String text = in.string();
    return Arrays.stream(Depth.values())
        .filter(value -> text(value).equals(text))
        .findFirst()
        .orElseThrow(() -> in.noSuch("depth", depths(), text));
  }

  private static List<String> depths() {
    return Arrays.stream(Depth.values()).map(LinkJson::text).toList();
  }

  private static String text(Depth depth) {
    return depth.name().toLowerCase(Locale.ROOT);
  }
}
