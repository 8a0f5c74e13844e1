-- How flows stood after one of their entries, the last such state of each, so that they need
-- not be folded from their first entry. Entries with a seq below keep_from may be deleted.
CREATE TABLE taskflow_snapshot (
  flow_id   text COLLATE "C" PRIMARY KEY,
  seq       bigint NOT NULL,
  version   integer NOT NULL,
  keep_from bigint NOT NULL,
  state     text NOT NULL
);
