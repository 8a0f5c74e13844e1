package io.taskflow.flow.yaml;

import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;

/**
 * Flow documents in YAML or JSON, both ways without loss: what is written is read as an equal
 * document. Thread-safe.
 *
 * <p>A document is a mapping that describes its outermost flow, with inputs and outputs, or just a
 * list of tasks. Nothing in it is code but the expressions of deciders. Tags are refused, anchors
 * and aliases count with all that they repeat.
 */
public final class FlowYaml {

  /** Longest text that is read, in characters. */
  public static final int MAX_LENGTH = 16 * 1024 * 1024;

  /** Deepest nesting: each flow nests a mapping in a list; a task's values come on top. */
  static final int MAX_NESTING = 2 * Flow.MAX_DEPTH + Json.MAX_DEPTH + 20;

  private FlowYaml() {}

  /**
   * Reads a document. Whether its flow can be run is left to the compiler.
   *
   * @param file what problems say where they are; its name without extension is that of a flow that
   *     is just a list of tasks
   * @throws InvalidFlowDocumentException with everything that is wrong
   */
  public static FlowDocument read(String file, String text) {
    ParsedFlow parsed = parse(file, text);
    FlowDocument document = parsed.document();
    if (document == null || parsed.count() > 0) {
      throw new InvalidFlowDocumentException(file, parsed.problems(), parsed.count());
    }
    return document;
  }

  /** As {@link #read}, but gives what could be read, with where it stands and what is wrong. */
  public static ParsedFlow parse(String file, String text) {
    Reading reading = Reading.of(file);
    FlowDocument document = null;
    boolean complete = false;
    if (isText(reading, text)) {
      YamlNode root = YamlTree.read(withoutMark(text), reading.findings());
      if (root != null) {
        DocumentReader reader = new DocumentReader(reading);
        document = reader.read(root, flowName(file));
        complete = reader.complete();
      }
    }
    Findings findings = reading.findings();
    return new ParsedFlow(
        document, complete, findings.problems(), findings.count(), reading.places());
  }

  private static boolean isText(Reading reading, String text) {
    String checked =
        reading.made(
            Position.START,
            () -> {
              Names.requireText("the document", text, MAX_LENGTH);
              return text;
            });
    return checked != null;
  }

  /** Some editors begin a file with a byte order mark. */
  private static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** A document as YAML. */
  public static String write(FlowDocument document) {
    return YamlPrinter.print(DocumentOutline.of(document));
  }

  /** A flow of which no more is said, as YAML. */
  public static String write(Flow flow) {
    return write(FlowDocument.of(flow));
  }

  /** A document as JSON, with the same members. */
  public static String writeJson(FlowDocument document) {
    return JsonText.print(DocumentOutline.of(document));
  }

  private static String flowName(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    String plain = dot > 0 ? name.substring(0, dot) : name;
    return plain.isBlank() ? "flow" : plain;
  }
}
