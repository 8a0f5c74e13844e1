package io.taskflow.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for. It is cut into words, not parsed: a name that is neither a
 * function nor a keyword nor a label is a metric, and brackets must close.
 *
 * @param selectors metrics with what their labels must be
 * @param grouping labels of {@code by}, {@code without}, {@code on}, {@code ignoring} and {@code
 *     group_…}
 */
record Query(List<Selector> selectors, Set<String> grouping) {

  /**
   * One metric.
   *
   * @param matchers by label: operator and value, such as {@code ="failure"}
   */
  record Selector(String metric, Map<String, Matching> matchers) {}

  /** What is asked of the value of a label: one of {@code = != =~ !~}, and with what. */
  record Matching(String operator, String value) {}

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|#.*"
              + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|(?<range>\\[[^\\]]*])"
              + "|(?<number>[0-9.]+[a-z]*)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "|(?<bracket>[(){}])"
              + "|(?<operator>==|!=|<=|>=|=~|!~|[-+*/%^<>=,@])");
  private static final Pattern RANGE =
      Pattern.compile("\\[(\\d+[smhdw]|\\$__rate_interval)(:(\\d+[smhdw])?)?]");
  private static final Set<String> BEFORE_LABELS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

  static Query parse(String expression) {
    return new Reader(expression).read();
  }

  /** Goes through the words of one expression. */
  private static final class Reader {

    private final String expression;
    private final List<String> words;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> grouping = new HashSet<>();
    private int at;

    Reader(String expression) {
      this.expression = expression;
      this.words = words(expression);
    }

    Query read() {
      requireClosedBrackets();
      while (at < words.size()) {
        String word = words.get(at++);
        if (BEFORE_LABELS.contains(word)) {
          labels();
        } else if (isName(word) && !KEYWORDS.contains(word) && !isFunction()) {
          selectors.add(new Selector(word, peek().equals("{") ? matchers() : Map.of()));
        }
      }
      return new Query(List.copyOf(selectors), Set.copyOf(grouping));
    }

    private void labels() {
      if (peek().equals("(")) {
        at++;
        for (String word = next(); !word.equals(")"); word = next()) {
          if (!word.equals(",")) {
            grouping.add(name(word));
          }
        }
      }
    }

    private Map<String, Matching> matchers() {
      Map<String, Matching> matchers = new LinkedHashMap<>();
      at++;
      while (!peek().equals("}")) {
        String label = name(next());
        String operator = next();
        String text = next();
        if (!Set.of("=", "!=", "=~", "!~").contains(operator) || !text.startsWith("\"")) {
          throw problem("after the label '" + label + "' comes no operator and text");
        }
        matchers.put(
            label,
            new Matching(operator, text.substring(1, text.length() - 1).replace("\\\\", "\\")));
        if (peek().equals(",")) {
          at++;
        }
      }
      at++;
      return matchers;
    }

    private String name(String word) {
      if (!isName(word)) {
        throw problem("a label is expected, not '" + word + "'");
      }
      return word;
    }

    private static boolean isName(String word) {
      return Character.isLetter(word.charAt(0)) || word.charAt(0) == '_';
    }

    /** Whether what follows makes the name before it a function. */
    private boolean isFunction() {
      return Set.of("(", "by", "without").contains(peek());
    }

    private String next() {
      if (at == words.size()) {
        throw problem("it ends too early");
      }
      return words.get(at++);
    }

    private String peek() {
      return at < words.size() ? words.get(at) : "the end";
    }

    private void requireClosedBrackets() {
      Deque<String> open = new ArrayDeque<>();
      for (String word : words) {
        switch (word) {
          case "(", "{" -> open.push(word);
          case ")", "}" -> {
            if (open.isEmpty() || !open.pop().equals(word.equals(")") ? "(" : "{")) {
              throw problem("'" + word + "' closes nothing");
            }
          }
          default -> {}
        }
      }
      if (!open.isEmpty()) {
        throw problem("'" + open.pop() + "' is not closed");
      }
    }

    private List<String> words(String text) {
      List<String> found = new ArrayList<>();
      Matcher token = TOKEN.matcher(text);
      int end = 0;
      while (end < text.length()) {
        if (!token.find(end) || token.start() != end) {
          throw problem("what is '" + text.substring(end) + "'?");
        }
        end = token.end();
        if (token.group("range") != null) {
          if (!RANGE.matcher(token.group()).matches()) {
            throw problem("'" + token.group() + "' is no range");
          }
        } else if (!token.group().isBlank() && !token.group().startsWith("#")) {
          found.add(token.group());
        }
      }
      return found;
    }

    private IllegalArgumentException problem(String what) {
      return new IllegalArgumentException("in the expression " + expression + ": " + what);
    }
  }
}
