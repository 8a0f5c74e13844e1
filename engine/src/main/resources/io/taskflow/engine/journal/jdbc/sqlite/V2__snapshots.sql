-- How flows stood after one of their entries, the last such state of each, so that they need
-- not be folded from their first entry. Entries with a seq below keep_from may be deleted.
CREATE TABLE taskflow_snapshot (
  flow_id   TEXT PRIMARY KEY NOT NULL,
  seq       INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  keep_from INTEGER NOT NULL,
  state     TEXT NOT NULL
);
