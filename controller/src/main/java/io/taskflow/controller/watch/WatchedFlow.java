package io.taskflow.controller.watch;

import io.taskflow.controller.site.Following;
import io.taskflow.controller.site.Site;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow that is followed in the journal, with its child flows, whichever engines drive them. A
 * child is read as long as the task that it is runs, and once more when that has ended. Not
 * thread-safe.
 */
public final class WatchedFlow implements FlowSight {

  /** How many levels of child flows below the flow are followed; what is deeper is not. */
  static final int LEVELS = 3;

  /** How many child flows, of all levels, are read in one look: a list may have thousands. */
  private static final int MOST_CHILDREN = 50;

  /** How many are read at the end; more would keep whoever waits for that. */
  private static final int MOST_AT_THE_END = 1_000;

  private final Site site;
  private final FlowHandle flow;
  private final int levels;
  private final Following following;
  private final FlowTimes times = new FlowTimes();
  private final List<FlowEvent> news = new ArrayList<>();

  /** By the tasks that they are. */
  private final Map<String, Child> children = new LinkedHashMap<>();

  /** Null if something has happened since. */
  private @Nullable FlowInspection inspection;

  private @Nullable Flow definition;

  /** The child that is read first in the next look, so that each has its turn. */
  private int first;

  /** From its start, with child flows down to the usual level. */
  public WatchedFlow(Site site, FlowHandle flow) {
    this(site, flow, LEVELS);
  }

  private WatchedFlow(Site site, FlowHandle flow, int levels) {
    this.site = site;
    this.flow = flow;
    this.levels = levels;
    this.following = Following.fromStart(site.journal(), flow.id());
  }

  /** A child flow, which may not be there yet. */
  private static final class Child {
    private final FlowId id;
    private boolean open = true;
    private boolean ended;
    private @Nullable WatchedFlow flow;

    Child(FlowId id) {
      this.id = id;
    }
  }

  /** Reads what has happened. */
  void look() {
    look(MOST_CHILDREN);
  }

  /** Reads what is left of the child flows when nothing more happens. */
  void lookAtAll() {
    for (int left = Math.min(size(), MOST_AT_THE_END); left > 0; left -= MOST_CHILDREN) {
      look();
    }
  }

  /** How many child flows there are, on all levels. */
  private int size() {
    int size = children.size();
    for (Child child : children.values()) {
      size += child.flow == null ? 0 : child.flow.size();
    }
    return size;
  }

  /** All that was read has been shown. */
  void shown() {
    news.clear();
    for (Child child : children.values()) {
      if (child.flow != null) {
        child.flow.shown();
      }
    }
  }

  /** Reads at most so many child flows; how many more may be read after that. */
  private int look(int mostChildren) {
    List<FlowEvent> events = following.next();
    if (!events.isEmpty()) {
      news.addAll(events);
      times.add(events);
      inspection = null;
      if (levels > 0) {
        events.forEach(this::note);
      }
    }
    List<Child> inTurn = new ArrayList<>(children.values());
    int left = mostChildren;
    int from = first;
    for (int i = 0; i < inTurn.size(); i++) {
      int at = (from + i) % inTurn.size();
      Child child = inTurn.get(at);
      if (child.open || child.ended) {
        if (left == 0) {
          first = at;
          break;
        }
        left = look(child, left - 1);
      }
    }
    return left;
  }

  private int look(Child child, int mostChildren) {
    if (child.flow == null) {
      child.flow =
          site.engine()
              .find(child.id)
              .map(found -> new WatchedFlow(site, found, levels - 1))
              .orElse(null);
    }
    int left = child.flow == null ? mostChildren : child.flow.look(mostChildren);
    if (left > 0) {
      child.ended = false;
    } // Else there may be more in it: it is read again.
    return left;
  }

  /** The child flows that there are, and whether anything more can happen to them. */
  private void note(FlowEvent event) {
    if (event instanceof FlowEvent.AttemptOpened opened && opened.child() != null) {
      Child known = children.get(opened.task());
      if (known == null || !known.id.equals(opened.child())) {
        children.put(opened.task(), new Child(opened.child()));
      } else {
        known.open = true;
      }
      return;
    }
    EventLine line = EventLine.of(event);
    Child child = children.get(line.subject());
    if (child != null && line.isStatusOfTask()) {
      child.open = false;
      child.ended = true;
    }
  }

  @Override
  public List<FlowEvent> news() {
    return List.copyOf(news);
  }

  @Override
  public FlowTimes times() {
    return times;
  }

  @Override
  public Flow definition() {
    if (definition == null) {
      String hash = inspection().flow().definition();
      definition = FlowJson.read(site.journal().definition(hash).orElseThrow());
    }
    return definition;
  }

  @Override
  public FlowInspection inspection() {
    if (inspection == null) {
      inspection = flow.inspect();
    }
    return inspection;
  }

  @Override
  public Map<String, FlowSight> children() {
    Map<String, FlowSight> seen = new LinkedHashMap<>();
    children.forEach(
        (task, child) -> {
          if (child.flow != null) {
            seen.put(task, child.flow);
          }
        });
    return seen;
  }
}
