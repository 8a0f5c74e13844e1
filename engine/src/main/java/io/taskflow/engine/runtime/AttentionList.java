package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads what a person should look at: which flows, off their rows; what exactly, off their state.
 */
final class AttentionList {

  private AttentionList() {}

  static AttentionPage page(EngineContext context, FlowLoader loader, AttentionQuery query) {
    List<FlowRow> rows = context.journal().withAttention(query);
    List<Attention> items = new ArrayList<>();
    for (FlowRow row : rows) {
      loader
          .load(row.id())
          .ifPresent(
              flow -> items.addAll(ParkedRequests.attention(flow.state(), context.workers())));
    }
    return new AttentionPage(items, rows.size() < query.limit() ? null : place(rows.getLast()));
  }

  private static AttentionQuery.Place place(FlowRow row) {
    return new AttentionQuery.Place(Objects.requireNonNull(row.attentionSince()), row.id());
  }
}
