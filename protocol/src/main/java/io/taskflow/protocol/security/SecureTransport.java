package io.taskflow.protocol.security;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.LinkStateListener;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.QueueDepth;
import io.taskflow.protocol.transport.QueueLossListener;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose messages are signed, and that hands over only what is signed by somebody who
 * may say it. Thread-safe.
 */
final class SecureTransport implements Transport {

  private final Transport inner;
  private final @Nullable SigningKey key;
  private final @Nullable MessageGuard guard;
  private final RefusedMessages refused;

  SecureTransport(
      Transport inner,
      @Nullable SigningKey key,
      @Nullable KeyRing ring,
      Topology topology,
      Runnable whenRefused) {
    this.inner = inner;
    this.key = key;
    this.guard = ring == null ? null : new MessageGuard(ring, topology);
    this.refused = new RefusedMessages(inner, topology, whenRefused);
  }

  @Override
  public Set<String> declare(List<Declaration> declarations) {
    return inner.declare(declarations);
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    return inner.make(queue);
  }

  @Override
  public boolean mayExist(String queue) {
    return inner.mayExist(queue);
  }

  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    return inner.bindIfThere(queue);
  }

  @Override
  public Optional<QueueDepth> depth(String queue) {
    return inner.depth(queue);
  }

  @Override
  public Publisher publisher(String name) {
    Publisher publisher = inner.publisher(name);
    return key == null ? publisher : new SigningPublisher(publisher, key);
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    MessageGuard checks = guard;
    return inner.consume(queue, prefetch, checks == null ? handler : guarded(checks, handler));
  }

  /** Not quick any more: keys are read from files, and to check a signature takes its time. */
  private DeliveryHandler guarded(MessageGuard checks, DeliveryHandler handler) {
    return delivery ->
        checks
            .objection(delivery)
            .ifPresentOrElse(
                reason -> refused.put(delivery, reason), () -> handler.handle(delivery));
  }

  @Override
  public LinkState state() {
    return inner.state();
  }

  @Override
  public TransportStatistics statistics() {
    return inner.statistics();
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    inner.onStateChange(listener);
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    inner.onQueueLost(listener);
  }

  @Override
  public void close() {
    inner.close();
  }
}
