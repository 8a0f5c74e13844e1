package io.taskflow.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads files that are deployed, in YAML or in JSON, which is YAML too. */
final class Yaml {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setAllowDuplicateKeys(false).build();

  private Yaml() {}

  /** The map that a file holds, with its merge keys carried out; the same key twice is an error. */
  static Map<String, Object> read(Path file) throws IOException {
    return map(merged(new Load(SETTINGS).loadFromString(Files.readString(file))));
  }

  /** The maps of all documents that a file holds. */
  static List<Map<String, Object>> readAll(Path file) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Object document : new Load(SETTINGS).loadAllFromString(Files.readString(file))) {
      all.add(map(merged(document)));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Object list) {
    return (List<Map<String, Object>>) list;
  }

  @SuppressWarnings("unchecked")
  static List<String> texts(Object list) {
    return list == null ? List.of() : (List<String>) list;
  }

  /** What YAML 1.1 calls a merge key, which programs that read such files still know. */
  private static Object merged(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Yaml::merged).toList();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> own = new LinkedHashMap<>();
    if (map.containsKey("<<")) {
      own.putAll(map(merged(map.get("<<"))));
    }
    map.forEach(
        (key, one) -> {
          if (!key.equals("<<")) {
            own.put(key.toString(), one == null ? null : merged(one));
          }
        });
    return own;
  }
}
