package io.taskflow.benchmarks.jmh;

import io.taskflow.engine.events.Announcer;
import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.json.MessageLimits;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is written and read for a task: request, reply, journal entry, announcement. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

  private final MessageCodec codec = new MessageCodec(MessageLimits.defaults());
  private final Announcer announcer = new Announcer(Topology.defaults());
  private final TaskRequest request = Samples.request();
  private final TaskReply reply = Samples.reply();
  private final byte[] requestBytes = codec.encode(request);
  private final byte[] replyBytes = codec.encode(reply);
  private final List<FlowEvent> events = Samples.step().events();
  private final FlowEvent announced = events.getFirst();
  private final JournalEntry entry =
      new JournalEntry(
          Samples.FLOW, 3, 5, 17, Samples.NOW, EntryCodec.write(new EntryCodec.Body(4, events)));

  /** The engine writes a request. */
  @Benchmark
  public byte[] writeRequest() {
    return codec.encode(request);
  }

  /** A worker reads it. */
  @Benchmark
  public Message readRequest() throws MalformedMessageException {
    return codec.decode(requestBytes);
  }

  /** A worker writes a reply. */
  @Benchmark
  public byte[] writeReply() {
    return codec.encode(reply);
  }

  /** The engine reads it. */
  @Benchmark
  public Message readReply() throws MalformedMessageException {
    return codec.decode(replyBytes);
  }

  /** The engine writes what it stores of a step. */
  @Benchmark
  public String writeEntry() {
    return EntryCodec.write(new EntryCodec.Body(4, events));
  }

  /** An engine that takes the flow over reads it. */
  @Benchmark
  public EntryCodec.Body readEntry() {
    return EntryCodec.read(entry);
  }

  /** The engine writes one of the two announcements of a task. */
  @Benchmark
  public OutgoingMessage writeAnnouncement() {
    return announcer.announcement(Samples.FLOW, "chain", 4, announced);
  }
}
