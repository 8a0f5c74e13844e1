package io.taskflow.worker;

import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.transport.LinkState;

/**
 * What a worker does at a moment.
 *
 * @param worker its identity, unique for each start
 * @param state whether it takes requests
 * @param link whether the broker can be reached
 * @param slots how many tasks it runs at once
 * @param used how many slots are used now
 * @param stuck how many of these are used by code that ignores its interrupt
 * @param leased how many run under a lease
 * @param waiting how many requests wait here for a slot
 * @param unconfirmed how many replies the broker has not confirmed yet
 */
public record WorkerStatus(
    String worker,
    WorkerState state,
    LinkState link,
    int slots,
    int used,
    int stuck,
    int leased,
    int waiting,
    int unconfirmed) {

  /** Whether requests reach it and are run. */
  public boolean ready() {
    return state == WorkerState.RUNNING && link == LinkState.UP;
  }
}
