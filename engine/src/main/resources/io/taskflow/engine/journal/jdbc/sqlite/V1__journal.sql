-- Times are integers: microseconds since 1970-01-01 00:00 UTC.

-- Settings that the first use of the database fixes.
CREATE TABLE taskflow_installation (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Engines that have been heard of.
CREATE TABLE taskflow_engine (
  name    TEXT PRIMARY KEY NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Who owns which partition until when; up to which position its effects have been published.
CREATE TABLE taskflow_partition (
  partition    INTEGER PRIMARY KEY NOT NULL,
  owner        TEXT,
  epoch        INTEGER NOT NULL,
  leased_until INTEGER,
  published    INTEGER NOT NULL
);

-- Flow definitions by the hash of their canonical JSON.
CREATE TABLE taskflow_definition (
  hash       TEXT PRIMARY KEY NOT NULL,
  body       TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- What lists and filters of flows need.
CREATE TABLE taskflow_flow (
  id           TEXT PRIMARY KEY NOT NULL,
  name         TEXT NOT NULL,
  definition   TEXT NOT NULL REFERENCES taskflow_definition (hash),
  partition    INTEGER NOT NULL,
  status       TEXT NOT NULL,
  labels       TEXT NOT NULL CHECK (json_valid(labels)),
  submitted_at INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  next_timer   INTEGER,
  attention_since INTEGER,
  parent_id    TEXT,
  parent_task  TEXT
);

CREATE INDEX taskflow_flow_by_age ON taskflow_flow (submitted_at, id);
CREATE INDEX taskflow_flow_by_name ON taskflow_flow (name, submitted_at, id);
CREATE INDEX taskflow_flow_not_succeeded ON taskflow_flow (status, submitted_at, id)
  WHERE status <> 'SUCCESS';
CREATE INDEX taskflow_flow_pending ON taskflow_flow (partition, submitted_at, id)
  WHERE status = 'PENDING';
CREATE INDEX taskflow_flow_with_timer ON taskflow_flow (partition, next_timer, id)
  WHERE next_timer IS NOT NULL;
CREATE INDEX taskflow_flow_with_attention ON taskflow_flow (attention_since, id)
  WHERE attention_since IS NOT NULL;
CREATE INDEX taskflow_flow_by_parent ON taskflow_flow (parent_id, submitted_at, id)
  WHERE parent_id IS NOT NULL;

-- For forgetting flows, and definitions that no flow has.
CREATE INDEX taskflow_flow_ended ON taskflow_flow (changed_at, id)
  WHERE status IN ('SUCCESS', 'REVERTED', 'FAILURE') AND attention_since IS NULL;
CREATE INDEX taskflow_flow_by_definition ON taskflow_flow (definition);

-- The definitions of other flows that a flow, or a part of it, may begin.
CREATE TABLE taskflow_needed (
  hash    TEXT NOT NULL REFERENCES taskflow_definition (hash),
  flow_id TEXT NOT NULL,
  PRIMARY KEY (hash, flow_id)
) WITHOUT ROWID;

CREATE INDEX taskflow_needed_by_flow ON taskflow_needed (flow_id);

-- The facts of each step of each flow. The primary key is the fence between two engines that both
-- believe they own a flow.
CREATE TABLE taskflow_journal (
  flow_id   TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  entry     TEXT NOT NULL,
  PRIMARY KEY (flow_id, seq)
);

CREATE INDEX taskflow_journal_by_position ON taskflow_journal (partition, position);
