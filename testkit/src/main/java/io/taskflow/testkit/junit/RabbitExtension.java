package io.taskflow.testkit.junit;

import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.broker.RabbitSettings;
import io.taskflow.testkit.broker.RabbitSource;
import io.taskflow.testkit.broker.VirtualHost;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests their broker, as {@link RequiresRabbit} says. JUnit's stores own what is started: the
 * session's store the shared node, a class's store its virtual host, and they close it. The root
 * store would not do for the node: a build that hands classes to several JVMs one after another
 * makes each an execution with a root of its own.
 */
public final class RabbitExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(RabbitExtension.class);
  private static final RabbitSettings DEFAULTS = RabbitSettings.defaults();

  /** Makes the extension; JUnit calls it. */
  public RabbitExtension() {}

  /** Fails the class at once where there is no broker, and prepares its virtual host. */
  @Override
  public void beforeAll(ExtensionContext context) {
    RabbitSource.detect();
    // Here and not at the first parameter: the store of a method would end with the method.
    store(context)
        .computeIfAbsent(ClassBroker.class, key -> new ClassBroker(context), ClassBroker.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RabbitBroker.class || type == RabbitNode.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RabbitNode.class
        ? ownNode(parameter, context)
        : store(context)
            .computeIfAbsent(ClassBroker.class, key -> new ClassBroker(context), ClassBroker.class)
            .virtualHost();
  }

  private static RabbitNode ownNode(ParameterContext parameter, ExtensionContext context) {
    RabbitSettings settings =
        parameter
            .findAnnotation(NodeSettings.class)
            .map(RabbitExtension::settings)
            .orElse(DEFAULTS);
    RabbitNode node = RabbitSource.detect().start(settings);
    store(context).put(node, node);
    return node;
  }

  private static RabbitSettings settings(NodeSettings given) {
    RabbitSettings settings =
        new RabbitSettings(
            List.of(given.plugins()), List.of(given.config()), given.advancedConfig());
    return given.consumerTimeoutMillis() == 0
        ? settings
        : settings.withConsumerTimeout(given.consumerTimeoutMillis());
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  /** The virtual host of a test class: made when the first parameter asks for it. */
  private static final class ClassBroker implements AutoCloseable {

    private final ExtensionContext context;
    private @org.jspecify.annotations.Nullable VirtualHost virtualHost;

    ClassBroker(ExtensionContext context) {
      this.context = context;
    }

    synchronized VirtualHost virtualHost() {
      if (virtualHost == null) {
        RabbitNode shared =
            context
                .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(
                    RabbitNode.class,
                    key -> RabbitSource.detect().start(DEFAULTS),
                    RabbitNode.class);
        String name = context.getTestClass().map(Class::getSimpleName).orElse("tests");
        virtualHost = shared.addVirtualHost(name + "-" + UUID.randomUUID());
      }
      return virtualHost;
    }

    @Override
    public synchronized void close() {
      if (virtualHost != null) {
        virtualHost.close();
      }
    }
  }
}
