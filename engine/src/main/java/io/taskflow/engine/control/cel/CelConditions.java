package io.taskflow.engine.control.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.taskflow.engine.control.LinkCondition;
import io.taskflow.protocol.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Makes conditions of expressions in the Common Expression Language: standard functions and macros,
 * the variable {@value #RESULTS}, and nothing else. Such an expression always ends, has no effects,
 * and gives the same for the same results. Thread-safe.
 */
public final class CelConditions {

  /** The variable: a map of the names of atoms to their results. */
  public static final String RESULTS = "results";

  /** Most steps that all macros over lists and maps in one evaluation take together. */
  static final int MAX_ITERATIONS = 100_000;

  private static final int PROBLEMS_SHOWN = 3;

  private static final CelOptions OPTIONS =
      CelOptions.current().comprehensionMaxIterations(MAX_ITERATIONS).build();

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(RESULTS, MapType.create(SimpleType.STRING, SimpleType.DYN))
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private CelConditions() {}

  /**
   * The condition that an expression states. It throws when it is asked for a result that is not
   * there, or what it finds is of another type than it expects.
   *
   * @throws BadExpressionException if it is not CEL, or surely does not give true or false
   */
  public static LinkCondition compile(String expression) throws BadExpressionException {
    try {
      CelAbstractSyntaxTree checked = COMPILER.compile(expression).getAst();
      CelType type = checked.getResultType();
      if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
        throw new BadExpressionException(
            "it gives a value of type %s, but true or false is needed".formatted(type.name()));
      }
      return new Compiled(RUNTIME.createProgram(checked));
    } catch (CelValidationException e) {
      throw new BadExpressionException(describe(e.getErrors(), e));
    } catch (CelEvaluationException e) {
      throw new BadExpressionException(String.valueOf(e.getMessage()));
    }
  }

  /** Lines and columns count from 1, as editors do; the library's columns count from 0. */
  private static String describe(List<CelIssue> problems, CelValidationException e) {
    if (problems.isEmpty()) {
      return String.valueOf(e.getMessage());
    }
    return problems.stream()
        .limit(PROBLEMS_SHOWN)
        .map(
            problem ->
                "at line %d, column %d: %s"
                    .formatted(
                        problem.getSourceLocation().getLine(),
                        problem.getSourceLocation().getColumn() + 1,
                        problem.getMessage()))
        .collect(Collectors.joining("; "));
  }

  private record Compiled(CelRuntime.Program program) implements LinkCondition {
    @Override
    public boolean test(SortedMap<String, Json> results) throws CelEvaluationException {
      Map<String, Object> values = HashMap.newHashMap(results.size());
      results.forEach((atom, result) -> values.put(atom, CelValues.of(result)));
      Object answer = program.eval(Map.of(RESULTS, values));
      if (answer instanceof Boolean yes) {
        return yes;
      }
      throw new IllegalStateException(
          "the expression gave a value of type %s, but true or false is needed"
              .formatted(answer.getClass().getSimpleName()));
    }
  }
}
