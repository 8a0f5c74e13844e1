package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What map and reduce tasks do. */
final class Functions {

  private Functions() {}

  static Json map(VectorTask task, SortedMap<String, Json> arguments) throws RaisedException {
    List<BigDecimal> results = new ArrayList<>();
    for (BigDecimal value : numbers(task, arguments)) {
      results.add(
          switch (String.valueOf(task.function())) {
            case "inc" -> value.add(BigDecimal.ONE);
            case "double" -> value.multiply(BigDecimal.TWO);
            default -> throw unknown(task);
          });
    }
    return Json.of(results);
  }

  static Json reduce(VectorTask task, SortedMap<String, Json> arguments) throws RaisedException {
    List<BigDecimal> values = numbers(task, arguments);
    BigDecimal result = values.getFirst();
    for (BigDecimal value : values.subList(1, values.size())) {
      result =
          switch (String.valueOf(task.function())) {
            case "add" -> result.add(value);
            case "mul" -> result.multiply(value);
            case "sub10" -> result.multiply(BigDecimal.TEN).subtract(value);
            default -> throw unknown(task);
          };
    }
    return Json.of(result);
  }

  private static List<BigDecimal> numbers(VectorTask task, SortedMap<String, Json> arguments)
      throws RaisedException {
    List<BigDecimal> numbers = new ArrayList<>();
    for (String name : task.requires()) {
      Json value = arguments.getOrDefault(name, Json.NULL);
      if (!(value.toObject() instanceof Number number)) {
        throw new RaisedException(
            "TypeError", "argument '" + name + "' of '" + task.name() + "' is not a number");
      }
      numbers.add(new BigDecimal(number.toString()));
    }
    return numbers;
  }

  private static InvalidVectorException unknown(VectorTask task) {
    return new InvalidVectorException(
        task.name(), "'" + task.function() + "' is no function of a " + task.kind());
  }
}
