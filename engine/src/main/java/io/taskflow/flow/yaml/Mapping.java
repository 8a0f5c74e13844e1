package io.taskflow.flow.yaml;

import io.taskflow.flow.Suggestions;
import io.taskflow.flow.yaml.YamlNode.Member;
import io.taskflow.flow.yaml.YamlNode.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one mapping, after those that it can't have, and those that it lacks, are noted.
 */
final class Mapping {

  private final Position at;
  private final Map<String, Member> members = new LinkedHashMap<>();

  private Mapping(Position at) {
    this.at = at;
  }

  /**
   * @param shape what it describes
   * @param more members that it may have besides
   * @param spared required members that it may lack here
   */
  static Mapping of(
      Members node, Shape shape, Collection<String> more, List<String> spared, Findings findings) {
    Mapping mapping = new Mapping(node.at());
    List<String> meant = new ArrayList<>();
    for (Member member : node.members()) {
      String name = member.name().text();
      if (shape.members().contains(name) || more.contains(name)) {
        mapping.members.put(name, member);
      } else {
        meant.addAll(unknown(member, shape, more, findings));
      }
    }
    for (String name : shape.required()) {
      if (!mapping.has(name) && !spared.contains(name) && !meant.contains(name)) {
        findings.add(node.at(), "%s needs the member '%s'".formatted(shape.text(), name));
      }
    }
    return mapping;
  }

  static Mapping of(Members node, Shape shape, Findings findings) {
    return of(node, shape, List.of(), List.of(), findings);
  }

  /** Notes a member that there is not, and answers what was probably meant. */
  private static List<String> unknown(
      Member member, Shape shape, Collection<String> more, Findings findings) {
    List<String> known = new ArrayList<>(shape.members());
    known.addAll(more);
    findings.add(
        member.name().at(),
        "%s has no member '%s'; it may have %s"
            .formatted(
                shape.text(),
                YamlNode.Scalar.shown(member.name().text()),
                String.join(", ", known)),
        member.name().text(),
        known);
    return new Suggestions(List.of(known)).nearest(member.name().text()).stream().toList();
  }

  Position at() {
    return at;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** Where a member's name stands; where the mapping begins if there is none. */
  Position at(String name) {
    Member member = members.get(name);
    return member == null ? at : member.name().at();
  }

  @Nullable YamlNode get(String name) {
    Member member = members.get(name);
    return member == null ? null : member.value();
  }

  /** A member that was read; null if it is not there or can't be read. */
  <T> @Nullable T get(String name, Function<YamlNode, @Nullable T> reader) {
    YamlNode node = get(name);
    return node == null ? null : reader.apply(node);
  }

  /** As {@link #get(String, Function)}, with what stands for nothing. */
  <T> T get(String name, T otherwise, Function<YamlNode, @Nullable T> reader) {
    T read = get(name, reader);
    return read == null ? otherwise : read;
  }
}
