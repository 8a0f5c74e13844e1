package io.taskflow.flow.yaml;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the reading of one document knows everywhere. Belongs to that, on its thread.
 *
 * @param findings what is wrong
 * @param values reads single values
 * @param places where items stand
 */
record Reading(Findings findings, Values values, Places places) {

  static Reading of(String file) {
    Findings findings = new Findings(file);
    return new Reading(findings, new Values(findings), new Places());
  }

  /**
   * Makes something whose own rules may refuse what was read; null, with the reason noted, then.
   */
  <T> @Nullable T made(Position at, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      findings.add(at, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
