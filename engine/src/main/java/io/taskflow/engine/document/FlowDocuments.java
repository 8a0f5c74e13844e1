package io.taskflow.engine.document;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowProblem;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.flow.Flow;
import io.taskflow.flow.yaml.DocumentProblem;
import io.taskflow.flow.yaml.FlowDocument;
import io.taskflow.flow.yaml.FlowInput;
import io.taskflow.flow.yaml.FlowYaml;
import io.taskflow.flow.yaml.InvalidFlowDocumentException;
import io.taskflow.flow.yaml.ParsedFlow;
import io.taskflow.flow.yaml.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads flow documents and makes sure that their flows can be run. Everything that is wrong is said
 * at once, each with its place.
 *
 * <p>A text that can't be read in all its parts is compiled as far as it was read, and what may be
 * wrong only because of the rest is left out. Immutable and thread-safe.
 */
public final class FlowDocuments {

  /** Most bytes of a character in UTF-8. */
  private static final int MAX_FILE_BYTES = 4 * FlowYaml.MAX_LENGTH;

  /** What does not depend on members that could not be read. */
  private static final Set<Code> INDEPENDENT =
      EnumSet.of(
          Code.DUPLICATE_NAME,
          Code.CONFLICTING_PROVIDES,
          Code.SELF_LINK,
          Code.UNKNOWN_CONTROL,
          Code.BAD_EXPRESSION);

  /** What does not depend on members that could not be read if all items are there. */
  private static final Set<Code> OF_ITEMS =
      EnumSet.of(Code.UNKNOWN_LINK_END, Code.UNKNOWN_TARGET, Code.UNKNOWN_FLOW);

  private final Controls controls;
  private final @Nullable Map<String, Flow> registered;

  private FlowDocuments(Controls controls, @Nullable Map<String, Flow> registered) {
    this.controls = controls;
    this.registered = registered;
  }

  /** For an engine that knows no controls, and no flows but those of the document. */
  public static FlowDocuments standard() {
    return new FlowDocuments(Controls.NONE, Map.of());
  }

  /** For an engine with these retry controllers and conditions. */
  public FlowDocuments withControls(Controls known) {
    return new FlowDocuments(known, registered);
  }

  /** For an engine with these flows by registered name, besides those of the document. */
  public FlowDocuments withFlows(Map<String, Flow> known) {
    return new FlowDocuments(controls, Map.copyOf(known));
  }

  /** For an engine of which nobody knows here which flows it has. */
  public FlowDocuments withAnyFlows() {
    return new FlowDocuments(controls, null);
  }

  /**
   * Reads a file in UTF-8.
   *
   * @throws InvalidFlowDocumentException with everything that is wrong
   * @throws IOException if the file can't be read
   */
  public FlowDocument read(Path file) throws IOException {
    String name = file.toString();
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw invalid(
          name, "it has %,d bytes, at most %,d are allowed".formatted(size, MAX_FILE_BYTES));
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return read(name, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw invalid(name, "a text in UTF-8 is expected");
    }
  }

  private static InvalidFlowDocumentException invalid(String file, String message) {
    return new InvalidFlowDocumentException(
        file, List.of(new DocumentProblem(file, Position.START, message, null)), 1);
  }

  /**
   * Reads a text.
   *
   * @param file what problems say where they are
   * @throws InvalidFlowDocumentException with everything that is wrong
   */
  public FlowDocument read(String file, String text) {
    ParsedFlow parsed = FlowYaml.parse(file, text);
    List<DocumentProblem> problems = new ArrayList<>(parsed.problems());
    FlowDocument document = parsed.document();
    int more = document == null ? 0 : compile(file, parsed, document, problems);
    if (document == null || !problems.isEmpty()) {
      problems.sort(Comparator.comparing(DocumentProblem::at));
      throw new InvalidFlowDocumentException(file, problems, parsed.count() + more);
    }
    return document;
  }

  private int compile(
      String file, ParsedFlow parsed, FlowDocument document, List<DocumentProblem> problems) {
    Map<String, Flow> known = registered == null ? null : new HashMap<>(registered);
    if (known != null) {
      known.putAll(document.flows());
    }
    Map<String, FlowInput> inputs = document.inputs();
    Set<String> store = inputs == null ? Set.of() : inputs.keySet();
    int count = compile(file, parsed, document.flow(), store, known, problems);
    for (Flow flow : document.flows().values()) {
      count += compile(file, parsed, flow, null, known, problems);
    }
    return count;
  }

  private int compile(
      String file,
      ParsedFlow parsed,
      Flow flow,
      @Nullable Set<String> store,
      @Nullable Map<String, Flow> known,
      List<DocumentProblem> problems) {
    try {
      FlowCompiler.compile(flow, store, controls, known);
      return 0;
    } catch (InvalidFlowException e) {
      ProblemPlaces places = new ProblemPlaces(parsed.places());
      int count = parsed.count() == 0 ? e.count() - e.problems().size() : 0;
      for (FlowProblem problem : e.problems()) {
        if (isCertain(parsed, problem.code()) && !places.saidAlready(problem)) {
          problems.add(places.place(file, problem));
          count++;
        }
      }
      return count;
    }
  }

  private static boolean isCertain(ParsedFlow parsed, Code code) {
    return parsed.count() == 0
        || INDEPENDENT.contains(code)
        || (parsed.complete() && OF_ITEMS.contains(code));
  }
}
