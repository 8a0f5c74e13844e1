package io.taskflow.engine.document;

import io.taskflow.engine.plan.FlowProblem;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.Part;
import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.Places;
import io.taskflow.flow.yaml.Position;
import io.taskflow.protocol.Action;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where the problems of one compilation stand. Belongs to that, on its thread. */
final class ProblemPlaces {

  private static final Pattern SUGGESTION =
      Pattern.compile("(.*); did you mean '(.*)'\\?", Pattern.DOTALL);

  private final Places places;
  private final Map<String, Integer> duplicates = new HashMap<>();
  private final Set<String> executeLacks = new HashSet<>();

  ProblemPlaces(Places places) {
    this.places = places;
  }

  /** Whether revert only lacks what execute lacks too, because it has the same arguments. */
  boolean saidAlready(FlowProblem problem) {
    if (!(problem.part() instanceof Part.Argument argument)) {
      return false;
    }
    String lack = problem.path() + "\n" + argument.name();
    return argument.action() == Action.EXECUTE
        ? !executeLacks.add(lack)
        : executeLacks.contains(lack) && places.part(problem.path(), argument).isEmpty();
  }

  DocumentProblem place(String file, FlowProblem problem) {
    Matcher suggestion = SUGGESTION.matcher(problem.message());
    boolean suggests = suggestion.matches();
    String message = suggests ? suggestion.group(1) : problem.message();
    return new DocumentProblem(
        file,
        position(problem),
        "%s: %s".formatted(problem.path(), message),
        suggests ? suggestion.group(2) : null);
  }

  private Position position(FlowProblem problem) {
    Part part = problem.part();
    Optional<Position> precise =
        part == null ? Optional.empty() : places.part(problem.path(), part);
    return precise.or(() -> item(problem)).orElse(Position.START);
  }

  /** Of two items of one path the second one is the duplicate. */
  private Optional<Position> item(FlowProblem problem) {
    int index =
        problem.code() == Code.DUPLICATE_NAME
            ? duplicates.merge(problem.path(), 1, Integer::sum)
            : 0;
    return places.item(problem.path(), index);
  }
}
