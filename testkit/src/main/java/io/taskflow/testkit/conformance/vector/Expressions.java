package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Evaluates what a task does.
 *
 * @param atom name of the task or retry
 * @param number the how-manyeth execution or revert it is, from 1
 * @param arguments what it was given
 */
record Expressions(String atom, int number, SortedMap<String, Json> arguments) {

  /**
   * Evaluates the expression of this execution or revert: the one of its number, or the last one.
   *
   * @return null if there is no expression
   */
  Json evaluate(List<Json> byNumber) throws RaisedException {
    if (byNumber.isEmpty()) {
      return Json.NULL;
    }
    Json expression = byNumber.get(Math.min(number, byNumber.size()) - 1);
    return evaluate(Members.of("expression of " + atom, expression.toObject()));
  }

  private Json evaluate(Members expression) throws RaisedException {
    return switch (expression.text("op")) {
      case "const" -> expression.value("value");
      case "n" -> Json.of(number);
      case "arg" -> argument(expression.text("name"));
      case "sum" -> sum(expression.number("add"));
      case "record" -> record();
      case "list" -> list(expression);
      case "dict" -> dict(expression);
      case "if" -> choose(expression);
      case "fail" ->
          throw new RaisedException(expression.text("class"), expression.text("message"));
      default -> throw expression.problem("op", "'" + expression.text("op") + "' is not known");
    };
  }

  private Json argument(String name) {
    return arguments.getOrDefault(name, Json.NULL);
  }

  private Json sum(long add) {
    BigInteger total = BigInteger.valueOf(add);
    for (Json argument : arguments.values()) {
      total = total.add(Digest.of(argument));
    }
    return Json.of(total.mod(Digest.MODULUS));
  }

  private Json record() {
    Map<String, Object> digests = new LinkedHashMap<>();
    arguments.forEach((name, value) -> digests.put(name, Digest.of(value)));
    return Json.of(Map.of("task", atom, "n", number, "args", digests));
  }

  private Json list(Members expression) throws RaisedException {
    List<Json> items = new ArrayList<>();
    for (Members item : expression.objects("items")) {
      items.add(evaluate(item));
    }
    return Json.of(items);
  }

  private Json dict(Members expression) throws RaisedException {
    Map<String, Json> items = new LinkedHashMap<>();
    for (Map.Entry<String, Json> item : expression.valueMap("items").entrySet()) {
      items.put(
          item.getKey(), evaluate(Members.of("expression of " + atom, item.getValue().toObject())));
    }
    return Json.of(items);
  }

  private Json choose(Members expression) throws RaisedException {
    Json argument = argument(expression.text("arg"));
    boolean matches =
        expression.values("in").stream().anyMatch(value -> JsonValues.equal(value, argument));
    return evaluate(expression.object(matches ? "then" : "else"));
  }
}
