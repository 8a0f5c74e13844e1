package io.taskflow.flow.yaml;

/** The names of all members, in one place for reading and writing. */
final class Word {

  static final String DESCRIPTION = "description";
  static final String INPUTS = "inputs";
  static final String OUTPUTS = "outputs";
  static final String FLOWS = "flows";

  static final String TASK = "task";
  static final String CHILD = "child";
  static final String FOR_EACH = "forEach";
  static final String LINEAR = "linear";
  static final String UNORDERED = "unordered";
  static final String GRAPH = "graph";

  static final String TASKS = "tasks";
  static final String RETRY = "retry";
  static final String LINKS = "links";
  static final String TARGET = "target";

  static final String TYPE = "type";
  static final String VERSION = "version";
  static final String TOPIC = "topic";
  static final String REQUIRES = "requires";
  static final String OPTIONAL = "optional";
  static final String WITH = "with";
  static final String PROVIDES = "provides";
  static final String KEYS = "keys";
  static final String REBIND = "rebind";
  static final String INJECT = "inject";
  static final String REVERTIBLE = "revertible";
  static final String REVERT_REQUIRES = "revertRequires";
  static final String REVERT_REBIND = "revertRebind";
  static final String ATTEMPTS = "attempts";
  static final String REVERT_ATTEMPTS = "revertAttempts";
  static final String DELAY = "delay";
  static final String SCHEDULE_TO_START = "scheduleToStart";
  static final String START_TO_CLOSE = "startToClose";
  static final String HEARTBEAT = "heartbeat";
  static final String ON_WORKER_LOSS = "onWorkerLoss";
  static final String PRIORITY = "priority";

  static final String FLOW = "flow";
  static final String OVER = "over";
  static final String AS = "as";
  static final String DO = "do";
  static final String LIMIT = "limit";
  static final String COLLECTS = "collects";

  static final String MOST = "most";
  static final String FIRST_DELAY = "firstDelay";
  static final String FACTOR = "factor";
  static final String MAX_DELAY = "maxDelay";
  static final String JITTER = "jitter";
  static final String RETRY_ON = "retryOn";
  static final String NOT_ON = "notOn";

  static final String NAME = "name";
  static final String TIMES = "times";
  static final String PARAMETERIZED_FOR_EACH = "parameterizedForEach";
  static final String ALWAYS_REVERT = "alwaysRevert";
  static final String ALWAYS_REVERT_ALL = "alwaysRevertAll";
  static final String NAMED = "named";
  static final String SETTINGS = "settings";
  static final String REVERT_ALL = "revertAll";

  static final String FROM = "from";
  static final String TO = "to";
  static final String WHEN = "when";
  static final String CONDITION = "condition";
  static final String DEPTH = "depth";

  static final String REQUIRED = "required";
  static final String DEFAULT = "default";

  private Word() {}
}
