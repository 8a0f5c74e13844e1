package io.taskflow.controller;

import io.taskflow.controller.plan.ExecutionPlan;
import io.taskflow.controller.plan.ExecutionPlan.Need;
import io.taskflow.controller.plan.RevertPreview;
import java.util.ArrayList;
import java.util.List;

/** What would run, and what failures would revert, for people. */
final class PlanText {

  private static final int MOST_NAMES = 5;

  private final Printing printing;

  PlanText(Printing printing) {
    this.printing = printing;
  }

  void print(ExecutionPlan plan) {
    printing.line("flow " + plan.flow());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      String number = String.valueOf(i + 1);
      for (ExecutionPlan.Step step : plan.steps().get(i)) {
        rows.add(
            List.of(
                number, step.kind(), step.name(), step.what(), step.decided() ? "perhaps" : ""));
        number = "";
      }
    }
    printing.table(rows);
    int most = plan.steps().stream().mapToInt(List::size).max().orElse(0);
    printing.line("at most %d at the same time".formatted(most));
    for (Need need : plan.needs()) {
      if (!need.offered()) {
        printing.line(
            "%s: %s: %s %s on topic '%s', which %d task%s"
                .formatted(
                    printing.coloured("red", "missing"),
                    need.missing(),
                    need.type(),
                    need.version(),
                    need.topic(),
                    need.tasks(),
                    need.tasks() == 1 ? " needs" : "s need"));
      }
    }
    for (ExecutionPlan.Missing input : plan.missingInputs()) {
      printing.line(
          "%s: the input '%s' (%s)%s; give it with -i %s=…"
              .formatted(
                  printing.coloured("red", "missing"),
                  input.name(),
                  input.type(),
                  input.description().isEmpty() ? "" : ", " + input.description(),
                  input.name()));
    }
  }

  void print(RevertPreview preview) {
    printing.line("");
    printing.line("if '%s' fails".formatted(preview.failed()));
    preview.first().forEach(line -> printing.line("  first " + line));
    printing.line("  then the flow '%s' is reverted:".formatted(preview.scope()));
    List<List<String>> rows = new ArrayList<>();
    for (RevertPreview.Reverted reverted : preview.reverts()) {
      rows.add(
          List.of(
              "   ",
              reverted.name(),
              reverted.nothing() ? "has nothing to revert" : "revert",
              reverted.certainly() ? "" : "if it has run by then"));
    }
    printing.table(rows);
  }

  /** In short, for each task. */
  void print(List<RevertPreview> each) {
    if (each.isEmpty()) {
      return;
    }
    printing.line("if a task fails");
    List<List<String>> rows = new ArrayList<>();
    for (RevertPreview preview : each) {
      List<String> perhaps = preview.names(false);
      rows.add(
          List.of(
              "",
              preview.failed(),
              names("reverts ", preview.names(true)),
              perhaps.isEmpty() ? "" : names("perhaps ", perhaps),
              preview.first().isEmpty() ? "" : "first " + String.join(", ", preview.first())));
    }
    printing.table(rows);
  }

  private static String names(String before, List<String> names) {
    if (names.isEmpty()) {
      return before + "nothing";
    }
    List<String> shown = names.subList(0, Math.min(MOST_NAMES, names.size()));
    String more =
        shown.size() == names.size() ? "" : " and %d more".formatted(names.size() - shown.size());
    return before + String.join(", ", shown) + more;
  }
}
