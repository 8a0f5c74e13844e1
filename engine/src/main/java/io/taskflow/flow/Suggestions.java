package io.taskflow.flow;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Guesses what somebody meant who wrote a name that nobody knows. Belongs to one check, on its
 * thread.
 */
public final class Suggestions {

  /** How many names are compared at all: a flow of 100,000 tasks can have 100,000 typing errors. */
  private static final int MAX_COMPARISONS = 1_000_000;

  private final Collection<? extends Collection<String>> names;
  private final Map<String, Optional<String>> answers = new HashMap<>();
  private List<String> sorted = List.of();
  private int comparisons;

  /** Among these names. */
  public Suggestions(Collection<? extends Collection<String>> names) {
    this.names = names;
  }

  /**
   * The known name that differs least, the first of them by the alphabet; empty if all differ much.
   */
  public Optional<String> nearest(String name) {
    return answers.computeIfAbsent(name, this::search);
  }

  /** What to append to a message about one unknown name; empty if all known ones differ much. */
  public static String didYouMean(String name, Collection<String> known) {
    return new Suggestions(List.of(known)).didYouMean(name);
  }

  /** As {@link #nearest}, to append to a message. */
  public String didYouMean(String name) {
    return nearest(name).map(s -> "; did you mean '" + s + "'?").orElse("");
  }

  private Optional<String> search(String name) {
    if (sorted.isEmpty()) {
      TreeSet<String> all = new TreeSet<>();
      names.forEach(all::addAll);
      sorted = List.copyOf(all);
    }
    int best = 1 + Math.max(1, name.length() / 3);
    String found = null;
    for (String candidate : sorted) {
      if (Math.abs(candidate.length() - name.length()) >= best || candidate.equals(name)) {
        continue;
      }
      if (++comparisons > MAX_COMPARISONS) {
        break;
      }
      int distance = distance(name, candidate);
      if (distance < best) {
        best = distance;
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }

  /**
   * How many characters must be inserted, deleted, replaced or swapped with the next one to get
   * from one to the other.
   */
  private static int distance(String a, String b) {
    int[] aboveThat = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], 1 + aboveThat[j - 2]);
        }
      }
      int[] oldest = aboveThat;
      aboveThat = above;
      above = row;
      row = oldest;
    }
    return above[b.length()];
  }
}
