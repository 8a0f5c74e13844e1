package io.taskflow.flow.json;

/** The names of all members, in one place for writing and reading. They never change. */
final class Field {

  static final String FORMAT = "format";
  static final String FLOW = "flow";

  static final String KIND = "kind";
  static final String NAME = "name";
  static final String ITEMS = "items";
  static final String LINKS = "links";
  static final String FROM = "from";
  static final String TO = "to";
  static final String TARGET = "target";

  static final String RETRY = "retry";
  static final String ATTEMPTS = "attempts";
  static final String VALUES = "values";
  static final String CONTROLLER = "controller";
  static final String SETTINGS = "settings";
  static final String REVERT_ALL = "revertAll";

  static final String DECIDER = "decider";
  static final String WHEN = "when";
  static final String CONDITION = "condition";
  static final String DEPTH = "depth";

  static final String TYPE = "type";
  static final String VERSION = "version";
  static final String TOPIC = "topic";
  static final String REQUIRES = "requires";
  static final String OPTIONAL = "optional";
  static final String PROVIDES = "provides";
  static final String KEYS = "keys";
  static final String REBIND = "rebind";
  static final String INJECT = "inject";
  static final String REVERTIBLE = "revertible";
  static final String REVERT_REQUIRES = "revertRequires";
  static final String REVERT_REBIND = "revertRebind";
  static final String REVERT_ATTEMPTS = "revertAttempts";
  static final String MOST = "most";
  static final String FIRST_DELAY = "firstDelay";
  static final String FACTOR = "factor";
  static final String MAX_DELAY = "maxDelay";
  static final String JITTER = "jitter";
  static final String RETRY_ON = "retryOn";
  static final String NOT_ON = "notOn";
  static final String DELAY = "delay";
  static final String TIMEOUTS = "timeouts";
  static final String SCHEDULE_TO_START = "scheduleToStart";
  static final String START_TO_CLOSE = "startToClose";
  static final String HEARTBEAT = "heartbeat";
  static final String ON_WORKER_LOSS = "onWorkerLoss";
  static final String PRIORITY = "priority";

  private Field() {}
}
