package io.taskflow.examples.maintenance.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host of the fleet.
 *
 * @param name its name
 * @param inService whether it may have workloads
 * @param muted whether its monitoring calls nobody
 * @param version of its software
 * @param previousVersion what it had before the last upgrade; null if it was never upgraded
 * @param workloads what runs on it now
 * @param home the workloads that belong on it while it is in service
 */
public record Host(
    String name,
    boolean inService,
    boolean muted,
    String version,
    @Nullable String previousVersion,
    List<String> workloads,
    List<String> home) {
  public Host {
    workloads = List.copyOf(workloads);
    home = List.copyOf(home);
  }

  Host withService(boolean now) {
    return new Host(name, now, muted, version, previousVersion, workloads, home);
  }

  Host withVersion(String now, @Nullable String before) {
    return new Host(name, inService, muted, now, before, workloads, home);
  }

  Host withWorkloads(List<String> now) {
    return new Host(name, inService, muted, version, previousVersion, now, home);
  }

  Host withMuted(boolean now) {
    return new Host(name, inService, now, version, previousVersion, workloads, home);
  }
}
