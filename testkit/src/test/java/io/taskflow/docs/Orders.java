package io.taskflow.docs;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskRegistry;
import java.time.Duration;

/** The child flows of docs/flows.md, and tasks to run them with. */
final class Orders {

  private Orders() {}

  // [children]
  static Engine engine(Transport broker, Journal journal) {
    Flow billing =
        linear(
                "billing",
                task("draw", "bill.draw").requires("customer", "amount").provides("bill"),
                task("send", "bill.send").requires("bill"))
            .build();
    Flow parcel = linear("parcel", task("pack", "parcel.pack").requires("item")).build();
    return Engine.builder()
        .transport(broker)
        .journal(journal)
        .flow("billing", billing)
        .flow("parcel", parcel)
        .start();
  }

  static Flow order() {
    return linear(
            "order",
            task("price", "order.price").requires("items").provides("amount"),
            childFlow("bill", "billing")
                .requires("customer", "amount")
                .providesMembers("bill")
                .startToClose(Duration.ofHours(1)),
            forEachFlow("pack", "items", "item", "parcel", parcel -> parcel).limit(10),
            task("ship", "order.ship").requires("bill"))
        .build();
  }

  // [children]

  static TaskRegistry tasks() {
    return TaskRegistry.builder()
        .addShared("order.price", context -> 100 * context.list("items", String.class).size())
        .addShared(
            "bill.draw",
            context ->
                "%s owes %d"
                    .formatted(
                        context.argument("customer", String.class),
                        context.argument("amount", Integer.class)))
        .addShared("bill.send", context -> null)
        .addShared("parcel.pack", context -> "packed " + context.argument("item", String.class))
        .addShared("order.ship", context -> context.argument("bill", String.class))
        .build();
  }
}
