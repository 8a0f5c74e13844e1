package io.taskflow.flow.json;

import io.taskflow.flow.RetryRule;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a retry. Its kind, which says what the others are for, may come last, and so may
 * the name of its flow, from which its own follows if it has none.
 */
final class RetryDraft {

  private final JsonCursor in;
  private final List<String> seen = new ArrayList<>();
  private @Nullable RetryKind kind;
  private @Nullable String name;
  private @Nullable Integer attempts;
  private @Nullable List<Json> values;
  private @Nullable String controller;
  private Json settings = Json.NULL;
  private boolean revertAll;
  private List<String> requires = List.of();
  private Provides provides = new Provides.Nothing();
  private Map<String, String> rebind = Map.of();
  private @Nullable RetryRule rule;

  private RetryDraft(JsonCursor in) {
    this.in = in;
  }

  /** Reads a retry at which the cursor stands. */
  static RetryDraft read(JsonCursor in) {
    RetryDraft draft = new RetryDraft(in);
    in.object(draft::member);
    draft.rule = draft.rule();
    return draft;
  }

  RetrySpec of(String flow) {
    RetryRule is = in.required(Field.KIND, rule);
    return in.checked(
        () ->
            new RetrySpec(
                name == null ? RetrySpec.defaultName(flow) : name, is, requires, provides, rebind));
  }

  private void member(String field) {
    seen.add(field);
    switch (field) {
      case Field.KIND -> kind = kind();
      case Field.NAME -> name = in.string();
      case Field.ATTEMPTS -> attempts = in.integer();
      case Field.VALUES -> values = in.jsons();
      case Field.CONTROLLER -> controller = in.string();
      case Field.SETTINGS -> settings = in.json();
      case Field.REVERT_ALL -> revertAll = in.bool();
      case Field.REQUIRES -> requires = in.strings();
      case Field.PROVIDES -> provides = ProvidesJson.read(in);
      case Field.REBIND -> rebind = in.stringMap();
      default -> throw in.unknown(field, "retries have no such member");
    }
  }

  private RetryKind kind() {
    String text = in.string();
    return RetryKind.of(text).orElseThrow(() -> in.noSuch("kind", RetryKind.texts(), text));
  }

  private RetryRule rule() {
    RetryKind is = in.required(Field.KIND, kind);
    for (String field : seen) {
      if (!is.has(field)) {
        throw in.error("a retry of kind '%s' has no member '%s'".formatted(is.text(), field));
      }
    }
    return in.checked(
        () ->
            switch (is) {
              case ALWAYS_REVERT -> new RetryRule.AlwaysRevert();
              case ALWAYS_REVERT_ALL -> new RetryRule.AlwaysRevertAll();
              case TIMES -> new RetryRule.Times(in.required(Field.ATTEMPTS, attempts), revertAll);
              case FOR_EACH -> new RetryRule.ForEach(in.required(Field.VALUES, values), revertAll);
              case PARAMETERIZED_FOR_EACH -> new RetryRule.ParameterizedForEach(revertAll);
              case NAMED ->
                  new RetryRule.Named(in.required(Field.CONTROLLER, controller), settings);
            });
  }
}
