package io.taskflow.benchmarks.peer;

import io.taskflow.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The other end of a {@link Peer}: does what lines on the standard input say. */
public final class PeerLoop {

  static final String ANSWER = "@";

  private final Map<String, Verb> verbs = new LinkedHashMap<>();

  /** Something that it can be told. */
  @FunctionalInterface
  public interface Verb {

    /** Does it; the answer is anything that {@link Json#of} takes. */
    @Nullable Object run(Json argument) throws Exception;
  }

  /** Adds something that it can be told. */
  public PeerLoop on(String verb, Verb action) {
    verbs.put(verb, action);
    return this;
  }

  /** Says that it is ready, and serves until the input ends. */
  public void serve() throws IOException {
    PrintStream out = System.out;
    out.println(ANSWER + Json.NULL.text());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line));
    }
  }

  private String answer(String line) {
    int blank = line.indexOf(' ');
    Verb verb = verbs.get(line.substring(0, blank));
    if (verb == null) {
      return "unknown verb in " + line + "; expected one of " + verbs.keySet();
    }
    try {
      return ANSWER + Json.of(verb.run(Json.parse(line.substring(blank + 1)))).text();
    } catch (Exception e) {
      e.printStackTrace(); // to its log
      return String.valueOf(e).lines().findFirst().orElse("");
    }
  }
}
