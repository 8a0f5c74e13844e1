package io.taskflow.testkit.broker;

/**
 * A virtual host of its own on a node that others use too: what one test class declares, no other
 * sees. Closing it deletes it with everything in it.
 */
public final class VirtualHost implements RabbitBroker, AutoCloseable {

  /** Who changes something, for the broker's log. */
  private static final String ACTOR = Erlang.binary("a test");

  private static final String EVERYTHING = Erlang.binary(".*");

  private final RabbitNode node;
  private final String name;

  private VirtualHost(RabbitNode node, String name) {
    this.node = node;
    this.name = name;
  }

  static VirtualHost add(RabbitNode node, String name) {
    if (!name.matches("[A-Za-z0-9._-]{1,200}")) {
      throw new IllegalArgumentException(
          "virtual host name '" + name + "': 1 to 200 letters, digits, '-', '_' and '.' expected");
    }
    VirtualHost host = new VirtualHost(node, name);
    node.eval(
        "ok = rabbit_vhost:add(%1$s, %2$s), ".formatted(Erlang.binary(name), ACTOR)
            + "ok = rabbit_auth_backend_internal:set_permissions("
            + "<<\"guest\">>, %1$s, %3$s, %3$s, %3$s, %2$s)."
                .formatted(Erlang.binary(name), ACTOR, EVERYTHING));
    return host;
  }

  @Override
  public String host() {
    return node.host();
  }

  @Override
  public int port() {
    return node.port();
  }

  @Override
  public String virtualHost() {
    return name;
  }

  @Override
  public String ctl(String... arguments) {
    return node.ctl(arguments);
  }

  @Override
  public String eval(String expression) {
    return node.eval(expression);
  }

  @Override
  public void close() {
    node.eval("rabbit_vhost:delete(%s, %s).".formatted(Erlang.binary(name), ACTOR));
  }
}
