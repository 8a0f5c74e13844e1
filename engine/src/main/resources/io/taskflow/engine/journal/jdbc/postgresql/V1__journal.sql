-- Ids and names of engines are compared by character codes (COLLATE "C"), as programs do.

-- Settings that the first use of the database fixes.
CREATE TABLE taskflow_installation (
  key   text PRIMARY KEY,
  value text NOT NULL
);

-- Engines that have been heard of.
CREATE TABLE taskflow_engine (
  name    text COLLATE "C" PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

-- Who owns which partition until when; up to which position its effects have been published.
-- Updated by every commit: the free space keeps the new versions of a row on its page.
CREATE TABLE taskflow_partition (
  partition    integer PRIMARY KEY,
  owner        text,
  epoch        bigint NOT NULL,
  leased_until timestamptz,
  published    bigint NOT NULL
) WITH (fillfactor = 20);

-- Flow definitions by the hash of their canonical JSON.
CREATE TABLE taskflow_definition (
  hash       text COLLATE "C" PRIMARY KEY,
  body       text NOT NULL,
  created_at timestamptz NOT NULL
);

-- What lists and filters of flows need.
CREATE TABLE taskflow_flow (
  id           text COLLATE "C" PRIMARY KEY,
  name         text NOT NULL,
  definition   text COLLATE "C" NOT NULL REFERENCES taskflow_definition (hash),
  partition    integer NOT NULL,
  status       text NOT NULL,
  labels       jsonb NOT NULL,
  submitted_at timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  next_timer   timestamptz,
  attention_since timestamptz,
  parent_id    text COLLATE "C",
  parent_task  text
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
CREATE INDEX taskflow_flow_by_labels ON taskflow_flow USING gin (labels jsonb_path_ops)
  WHERE labels <> '{}';

CREATE INDEX taskflow_flow_by_parent ON taskflow_flow (parent_id, submitted_at, id)
  WHERE parent_id IS NOT NULL;
-- For forgetting flows, and definitions that no flow has.
CREATE INDEX taskflow_flow_ended ON taskflow_flow (changed_at, id)
  WHERE status IN ('SUCCESS', 'REVERTED', 'FAILURE') AND attention_since IS NULL;
CREATE INDEX taskflow_flow_by_definition ON taskflow_flow (definition);

-- The definitions of other flows that a flow, or a part of it, may begin.
CREATE TABLE taskflow_needed (
  hash    text COLLATE "C" NOT NULL REFERENCES taskflow_definition (hash),
  flow_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (hash, flow_id)
);

CREATE INDEX taskflow_needed_by_flow ON taskflow_needed (flow_id);

-- The facts of each step of each flow. The primary key is the fence between two engines that both
-- believe they own a flow.
CREATE TABLE taskflow_journal (
  flow_id   text COLLATE "C" NOT NULL,
  seq       bigint NOT NULL,
  partition integer NOT NULL,
  position  bigint NOT NULL,
  at        timestamptz NOT NULL,
  entry     text NOT NULL,
  PRIMARY KEY (flow_id, seq)
);

CREATE INDEX taskflow_journal_by_position ON taskflow_journal (partition, position);
