package io.taskflow.worker;

import io.taskflow.protocol.transport.Delivery;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A delivery with an empty body: enough to be held and settled. */
final class UnreadableDelivery {

  private UnreadableDelivery() {}

  /**
   * Makes one.
   *
   * @param lost whether the broker has taken it back
   * @param settled hears {@code ack} or {@code requeue}
   */
  static Delivery of(BooleanSupplier lost, Consumer<String> settled) {
    return (Delivery)
        Proxy.newProxyInstance(
            Delivery.class.getClassLoader(),
            new Class<?>[] {Delivery.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "body" -> new byte[0];
                  case "lost" -> lost.getAsBoolean();
                  case "ack", "requeue" -> {
                    settled.accept(method.getName());
                    yield null;
                  }
                  default -> null;
                });
  }
}
