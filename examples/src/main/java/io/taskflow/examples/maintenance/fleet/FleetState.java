package io.taskflow.examples.maintenance.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All hosts at one moment. Immutable; every change is harmless when it is made again.
 *
 * @param hosts in a fixed order
 */
public record FleetState(List<Host> hosts) {
  public FleetState {
    hosts = List.copyOf(hosts);
  }

  /**
   * The host of that name.
   *
   * @throws IllegalArgumentException if the fleet has none
   */
  public Host host(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the fleet has no host '" + name + "'"));
  }

  /** How many hosts are out of service. */
  public long outOfService() {
    return hosts.stream().filter(host -> !host.inService()).count();
  }

  /**
   * Takes a host out of service and spreads its workloads over the others.
   *
   * @throws IllegalStateException if another host is out of service, or none is left
   */
  FleetState drain(String name) {
    Optional<Host> other =
        hosts.stream().filter(host -> !host.inService() && !host.name().equals(name)).findFirst();
    if (other.isPresent()) {
      throw new IllegalStateException(
          "host '%s' can't be drained while '%s' is out of service"
              .formatted(name, other.get().name()));
    }
    FleetState state = with(name, host -> host.withService(false).withWorkloads(List.of()));
    for (String workload : host(name).workloads()) {
      Host target =
          state.hosts.stream()
              .filter(Host::inService)
              .min(Comparator.comparingInt(host -> host.workloads().size()))
              .orElseThrow(
                  () -> new IllegalStateException("no other host could take '" + workload + "'"));
      state = state.with(target.name(), host -> host.withWorkloads(plus(host, workload)));
    }
    return state;
  }

  /** Puts a host in service and moves its workloads home. */
  FleetState returnToService(String name) {
    List<String> home = host(name).home();
    List<Host> others =
        hosts.stream()
            .map(
                host ->
                    host.withWorkloads(
                        host.workloads().stream().filter(w -> !home.contains(w)).toList()))
            .toList();
    return new FleetState(others)
        .with(
            name,
            host -> {
              List<String> workloads = new ArrayList<>(host.workloads());
              workloads.addAll(home);
              return host.withService(true).withWorkloads(workloads);
            });
  }

  /** Whether the monitoring of a host calls nobody. */
  FleetState mute(String name, boolean muted) {
    return with(name, host -> host.withMuted(muted));
  }

  /** Gives a host another version and remembers the one it had. */
  FleetState upgrade(String name, String version) {
    return with(
        name,
        host -> host.version().equals(version) ? host : host.withVersion(version, host.version()));
  }

  /** Takes {@link #upgrade} back. */
  FleetState downgrade(String name, String version) {
    return with(
        name,
        host -> {
          String previous = host.previousVersion();
          return previous == null || !host.version().equals(version)
              ? host
              : host.withVersion(previous, null);
        });
  }

  private FleetState with(String name, UnaryOperator<Host> change) {
    Host changed = change.apply(host(name));
    return new FleetState(
        hosts.stream().map(host -> host.name().equals(name) ? changed : host).toList());
  }

  private static List<String> plus(Host host, String workload) {
    List<String> workloads = new ArrayList<>(host.workloads());
    workloads.add(workload);
    return workloads;
  }
}
