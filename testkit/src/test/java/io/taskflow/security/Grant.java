package io.taskflow.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code deploy/rabbitmq/users.sh} prints for one user: a list of commands with patterns, each
 * of which lists what is allowed.
 */
record Grant(List<List<String>> commands) {

  private static final Pattern WORD = Pattern.compile("'([^']*)'");
  private static final Pattern ITEMS = Pattern.compile("(\\^[^(]*\\()([^()]*)(\\)\\$)");

  /**
   * A grant that lacks one item.
   *
   * @param lacks which one, for people
   */
  record Narrowed(String lacks, Grant grant) {}

  static Grant of(Path root, String role, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/bash", root.resolve("deploy/rabbitmq/users.sh").toString(), role));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
    List<List<String>> commands = new ArrayList<>();
    output
        .lines()
        .forEach(
            line -> commands.add(WORD.matcher(line).results().map(word -> word.group(1)).toList()));
    return new Grant(commands);
  }

  /** The same without each of its items in turn. */
  List<Narrowed> narrowed() {
    List<Narrowed> narrowed = new ArrayList<>();
    for (int line = 0; line < commands.size(); line++) {
      List<String> words = commands.get(line);
      for (int word = 0; word < words.size(); word++) {
        Matcher items = ITEMS.matcher(words.get(word));
        if (items.matches() && !items.group(2).isEmpty()) {
          for (String item : items.group(2).split("\\|")) {
            narrowed.add(without(line, word, items, item));
          }
        }
      }
    }
    return narrowed;
  }

  private Narrowed without(int line, int word, Matcher items, String item) {
    List<String> left = new ArrayList<>(Arrays.asList(items.group(2).split("\\|")));
    left.remove(item);
    List<String> words = new ArrayList<>(commands.get(line));
    words.set(word, items.group(1) + String.join("|", left) + items.group(3));
    List<List<String>> all = new ArrayList<>(commands);
    all.set(line, words);
    String what = words.getFirst().equals("set_permissions") ? "" : words.get(4) + ": ";
    String kind = List.of("read", "write", "configure").get(words.size() - 1 - word);
    return new Narrowed(what + kind + " " + item, new Grant(all));
  }

  /** Adds the user with these permissions; one expression, since each run of a tool takes long. */
  String expression(String user) {
    StringBuilder text = new StringBuilder();
    text.append(
        "rabbit_auth_backend_internal:add_user(<<\"%s\">>, <<\"%s\">>, <<\"test\">>), "
            .formatted(user, user));
    for (List<String> words : commands) {
      List<String> arguments = new ArrayList<>();
      arguments.add(user);
      arguments.add(words.get(2));
      arguments.addAll(words.subList(4, words.size()));
      arguments.add("test");
      text.append("rabbit_auth_backend_internal:").append(words.getFirst()).append('(');
      text.append(
          String.join(
              ", ",
              arguments.stream().map(a -> "<<\"" + a.replace("\\", "\\\\") + "\">>").toList()));
      text.append("), ");
    }
    return text.toString();
  }
}
