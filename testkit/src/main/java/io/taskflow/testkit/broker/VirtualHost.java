package io.taskflow.testkit.broker;

/**
 * A virtual host of its own on a node that others use too: what one test class declares, no other
 * sees. Closing it deletes it with everything in it.
 */
public final class VirtualHost implements RabbitBroker, AutoCloseable {

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
    node.ctl("add_vhost", name);
    node.ctl("set_permissions", "-p", name, "guest", ".*", ".*", ".*");
    return new VirtualHost(node, name);
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
  public void close() {
    node.ctl("delete_vhost", name);
  }
}
