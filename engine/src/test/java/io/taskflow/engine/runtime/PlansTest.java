package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Flows;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A flow that is submitted again is not compiled again, and yet checked. */
class PlansTest {

  private final Plans plans = new Plans(new InMemoryJournal(1), Controls.NONE, Map.of());

  private static Flow flow(String name) {
    return Flows.linear(name).add(Flows.task("a", "type").requires("x")).build();
  }

  @Test
  void compilesTheSameObjectOnce() {
    Flow flow = flow("f");
    assertThat(plans.compile(flow, Set.of("x"))).isSameAs(plans.compile(flow, Set.of("x")));
  }

  @Test
  void checksTheSameObjectAnewAgainstOtherValues() {
    Flow flow = flow("f");
    plans.compile(flow, Set.of("x"));

    assertThatThrownBy(() -> plans.compile(flow, Set.of()))
        .isInstanceOf(InvalidFlowException.class);
    assertThat(plans.compile(flow, Set.of("x", "y")).hash())
        .isEqualTo(plans.compile(flow, Set.of("x")).hash());
  }

  @Test
  void compilesEqualFlowsToEqualsAndOthersToOthers() {
    Plans.Compiled compiled = plans.compile(flow("f"), Set.of("x"));
    assertThat(plans.compile(flow("f"), Set.of("x"))).isEqualTo(compiled);
    for (int i = 0; i < 100; i++) {
      Plans.Compiled other = plans.compile(flow("f" + i), Set.of("x"));
      assertThat(other.plan().flow().name()).isEqualTo("f" + i);
      assertThat(other.hash()).isNotEqualTo(compiled.hash());
    }
  }
}
