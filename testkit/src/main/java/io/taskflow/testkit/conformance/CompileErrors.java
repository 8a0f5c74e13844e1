package io.taskflow.testkit.conformance;

import io.taskflow.engine.plan.FlowProblem;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.engine.plan.FlowProblem.Input;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.FactsBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes what the compiler says of a flow in the terms of vectors. Those know only the first error
 * of the first stage that fails; our compiler tells all at once.
 */
final class CompileErrors {

  private static final String CONSTRUCT = "construct";
  private static final String VALIDATE = "validate";
  private static final List<String> STAGES = List.of(CONSTRUCT, "compile", VALIDATE);

  private CompileErrors() {}

  /** The classes of the errors of the first stage that has any, in order. */
  static List<String> ofFirstStage(InvalidFlowException error) {
    return inFirstStage(error).stream().map(problem -> type(problem.code())).distinct().toList();
  }

  /**
   * The facts of an error.
   *
   * @param type the class to tell of, one of {@link #ofFirstStage}
   */
  static Facts facts(InvalidFlowException error, String type) {
    List<FlowProblem> problems = inFirstStage(error);
    String stage = stage(problems.getFirst().code());
    Map<String, Object> fact = new TreeMap<>();
    fact.put("stage", stage);
    fact.put("class", type);
    if (stage.equals(VALIDATE)) {
      addMissing(fact, problems);
    }
    FactsBuilder facts = new FactsBuilder();
    facts.put("error", fact);
    return facts.build();
  }

  private static List<FlowProblem> inFirstStage(InvalidFlowException error) {
    for (String stage : STAGES) {
      List<FlowProblem> problems =
          error.problems().stream().filter(p -> stage(p.code()).equals(stage)).toList();
      if (!problems.isEmpty()) {
        return problems;
      }
    }
    throw new IllegalArgumentException("an invalid flow without a problem", error);
  }

  private static String stage(Code code) {
    return switch (code) {
      case CYCLE, SELF_LINK, AMBIGUOUS_DEPENDENCY, UNKNOWN_LINK_END -> CONSTRUCT;
      case MISSING_ARGUMENT -> VALIDATE;
      default -> "compile";
    };
  }

  private static String type(Code code) {
    return switch (code) {
      case CYCLE, SELF_LINK -> "DependencyFailure";
      case AMBIGUOUS_DEPENDENCY -> "AmbiguousDependency";
      case DUPLICATE_NAME -> "Duplicate";
      case MISSING_ARGUMENT -> "MissingDependencies";
      default -> code.name();
    };
  }

  private static void addMissing(Map<String, Object> fact, List<FlowProblem> problems) {
    SortedSet<String> missing = new TreeSet<>();
    SortedMap<String, SortedMap<String, SortedSet<String>>> byAtom = new TreeMap<>();
    for (FlowProblem problem : problems) {
      Input input = problem.input();
      if (input != null) {
        missing.add(input.argument());
        byAtom
            .computeIfAbsent(atom(problem), a -> new TreeMap<>())
            .computeIfAbsent(input.action().name().toLowerCase(Locale.ROOT), a -> new TreeSet<>())
            .add(input.argument());
      }
    }
    fact.put("missing", missing);
    fact.put("by_atom", byAtom);
  }

  private static String atom(FlowProblem problem) {
    return problem.path().substring(problem.path().lastIndexOf('/') + 1);
  }
}
