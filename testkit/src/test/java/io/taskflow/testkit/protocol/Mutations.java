package io.taskflow.testkit.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Spoils one place of a message so that it stays JSON: what a faulty worker might send. */
final class Mutations {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final List<String> REPLACEMENTS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.0",
          "1.5",
          "2147483648",
          "9007199254740992",
          "12345678901234567890123",
          "1e400",
          "\"\"",
          "\" \"",
          "\"\\u2003\"",
          "\"a\\n\"",
          "\"a b\"",
          "\"2.0\"",
          "\"1.0\"",
          "\"EXECUTE\"",
          "\"execute\"",
          "\"revert\"",
          "\"2026-02-31T00:00:00Z\"",
          "\"2026-02-28T00:00:00\"",
          "\"2026-02-28T25:00:00Z\"",
          "\"2026-02-28T00:00:00+02:00\"",
          "\"+10000-01-01T00:00:00Z\"",
          "[]",
          "[1]",
          "[\"x\"]",
          "[null]",
          "{}",
          "{\"code\":\"task-failed\"}",
          "\"" + "x".repeat(201) + "\"");

  private Mutations() {}

  static byte[] of(RandomGenerator random, byte[] body) {
    JsonNode message = MAPPER.readTree(body);
    List<Runnable> places = new ArrayList<>();
    collect(message, random, places);
    places.get(random.nextInt(places.size())).run();
    return MAPPER.writeValueAsBytes(message);
  }

  /** One way to spoil each member and element, two of three times a replacement, else removal. */
  private static void collect(JsonNode node, RandomGenerator random, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
        places.add(
            random.nextInt(3) == 0
                ? () -> object.remove(member.getKey())
                : () -> object.set(member.getKey(), replacement(random)));
        collect(member.getValue(), random, places);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        places.add(
            random.nextInt(3) == 0
                ? () -> array.remove(index)
                : () -> array.set(index, replacement(random)));
        collect(array.get(i), random, places);
      }
    }
  }

  private static JsonNode replacement(RandomGenerator random) {
    return MAPPER.readTree(REPLACEMENTS.get(random.nextInt(REPLACEMENTS.size())));
  }
}
