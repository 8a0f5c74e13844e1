package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.machine.Attention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what a person should look at.
 *
 * @param items those of a flow together
 * @param last where the page ends, for {@link AttentionQuery#after}; null if nothing follows
 */
public record AttentionPage(List<Attention> items, AttentionQuery.@Nullable Place last) {
  public AttentionPage {
    items = List.copyOf(items);
  }
}
