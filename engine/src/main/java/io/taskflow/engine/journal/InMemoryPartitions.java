package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The partitions of {@link InMemoryJournal}, and guarded by its monitor. */
final class InMemoryPartitions {

  private final List<Slot> slots = new ArrayList<>();

  InMemoryPartitions(int count) {
    for (int i = 0; i < count; i++) {
      slots.add(new Slot(i));
    }
  }

  int count() {
    return slots.size();
  }

  Optional<Lease> acquire(int partition, String owner, Instant now, Duration leaseFor) {
    Slot slot = slots.get(partition);
    if (!slot.free(owner, now)) {
      return Optional.empty();
    }
    slot.owner = owner;
    slot.epoch++;
    slot.leasedUntil = now.plus(leaseFor);
    return Optional.of(new Lease(partition, owner, slot.epoch));
  }

  boolean renew(Lease lease, Instant until) {
    Slot slot = slots.get(lease.partition());
    if (!slot.heldBy(lease)) {
      return false;
    }
    slot.leasedUntil = until;
    return true;
  }

  void release(Lease lease) {
    Slot slot = slots.get(lease.partition());
    if (slot.heldBy(lease)) {
      slot.owner = null;
      slot.leasedUntil = null;
    }
  }

  void requireHeld(Lease lease) {
    if (!slots.get(lease.partition()).heldBy(lease)) {
      throw LeaseLostException.epochOver(lease);
    }
  }

  void published(int partition, long position) {
    Slot slot = slots.get(partition);
    slot.published = Math.max(slot.published, position);
  }

  void append(JournalEntry entry) {
    slots.get(entry.partition()).entries.add(entry);
  }

  List<JournalEntry> entriesAfter(int partition, long position, int limit) {
    List<JournalEntry> entries = slots.get(partition).entries;
    return entries.stream()
        .filter(entry -> entry.position() > position)
        .sorted((a, b) -> Long.compare(a.position(), b.position()))
        .limit(limit)
        .toList();
  }

  /** Whether everything up to a position has been published. */
  boolean isPublished(JournalEntry entry) {
    return entry.position() <= slots.get(entry.partition()).published;
  }

  void discard(List<JournalEntry> entries) {
    for (JournalEntry entry : entries) {
      slots.get(entry.partition()).entries.remove(entry);
    }
  }

  void forget(Set<FlowId> flows) {
    slots.forEach(slot -> slot.entries.removeIf(entry -> flows.contains(entry.flow())));
  }

  List<PartitionRow> rows() {
    return slots.stream().map(Slot::row).toList();
  }

  private static final class Slot {

    private final int partition;
    private final List<JournalEntry> entries = new ArrayList<>();
    private @Nullable String owner;
    private @Nullable Instant leasedUntil;
    private long epoch;
    private long published;

    Slot(int partition) {
      this.partition = partition;
    }

    boolean free(String wanting, Instant now) {
      return owner == null
          || owner.equals(wanting)
          || leasedUntil == null
          || leasedUntil.isBefore(now);
    }

    boolean heldBy(Lease lease) {
      return lease.owner().equals(owner) && lease.epoch() == epoch;
    }

    PartitionRow row() {
      long last = entries.stream().mapToLong(JournalEntry::position).max().orElse(0);
      last = Math.max(last, published); // those after it may have been forgotten
      return new PartitionRow(partition, owner, epoch, leasedUntil, published, last);
    }
  }
}
