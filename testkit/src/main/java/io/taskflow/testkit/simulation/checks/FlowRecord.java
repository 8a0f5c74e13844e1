package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.protocol.AttemptToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the journal says of a flow, folded entry by entry as they were stored. */
final class FlowRecord {

  private FlowState state;
  private long seq = 1;
  private final List<String> bodies = new ArrayList<>();
  private final Map<AttemptToken, Integer> opened = new HashMap<>();
  private final List<FlowEvent> announced = new ArrayList<>();
  private final Set<String> unaccountable = new HashSet<>();

  /** So many announcements have come to the broker in order. */
  private long told;

  FlowRecord(FlowState begun, FlowEvent submitted, String body) {
    this.state = begun;
    announced.add(submitted);
    bodies.add(body);
  }

  FlowState state() {
    return state;
  }

  void state(FlowState next) {
    state = next;
  }

  long seq() {
    return seq;
  }

  /** The text of an entry, by its number. */
  String body(long number) {
    return bodies.get((int) number - 1);
  }

  void stored(String body) {
    seq++;
    bodies.add(body);
  }

  /** Every attempt that there was, with its number in the round. */
  Map<AttemptToken, Integer> opened() {
    return opened;
  }

  List<FlowEvent> announced() {
    return announced;
  }

  /** Tasks whose changes need not be undone. */
  Set<String> unaccountable() {
    return unaccountable;
  }

  long told() {
    return told;
  }

  void told(long upTo) {
    told = upTo;
  }
}
