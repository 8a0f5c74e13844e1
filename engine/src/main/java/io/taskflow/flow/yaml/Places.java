package io.taskflow.flow.yaml;

import io.taskflow.flow.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the items of a document stand, by their paths: the names of the flows from the outermost
 * inwards and of the item, joined by '/'. Belongs to one document; not changed after it was read.
 */
public final class Places {

  private record Place(String path, Part part) {}

  private final Map<String, List<Position>> items = new HashMap<>();
  private final Map<Place, Position> parts = new HashMap<>();

  Places() {}

  void item(String path, Position at) {
    items.computeIfAbsent(path, p -> new ArrayList<>()).add(at);
  }

  /** Of several alike the first one counts. */
  void part(String path, Part part, Position at) {
    parts.putIfAbsent(new Place(path, part), at);
  }

  /**
   * Where an item's name stands.
   *
   * @param index of several items of one path, from 0; the last one if there are fewer
   */
  public Optional<Position> item(String path, int index) {
    List<Position> all = items.getOrDefault(path, List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(Math.min(index, all.size() - 1)));
  }

  /** Where a part of an item stands. */
  public Optional<Position> part(String path, Part part) {
    return Optional.ofNullable(parts.get(new Place(path, part)));
  }
}
