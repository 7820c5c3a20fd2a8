-- One row: the version that commits compare and swap, the last sign of life, the last publication.
CREATE TABLE server (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    version    INTEGER NOT NULL,
    last_alive INTEGER,
    revision   INTEGER NOT NULL
) STRICT;
INSERT INTO server (id, version, last_alive, revision) VALUES (1, 0, NULL, 0);

-- Every change of a component's status, for ever. Times are Unix seconds.
CREATE TABLE ledger (
    seq       INTEGER PRIMARY KEY,
    component TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    status    TEXT    NOT NULL,
    cause     TEXT    NOT NULL
) STRICT;
CREATE INDEX ledger_by_component ON ledger (component, seq);

-- Monitors by number, so that a measurement does not repeat a name.
CREATE TABLE monitor (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE
) STRICT;

-- Measurements; `length_s` is 300 or 3600. Latencies are milliseconds.
CREATE TABLE measurement (
    monitor        INTEGER NOT NULL,
    length_s       INTEGER NOT NULL,
    start          INTEGER NOT NULL,
    up             INTEGER NOT NULL,
    degraded       INTEGER NOT NULL,
    down           INTEGER NOT NULL,
    unknown        INTEGER NOT NULL,
    latency_sum_ms INTEGER NOT NULL,
    latency_max_ms INTEGER NOT NULL,
    PRIMARY KEY (monitor, length_s, start)
) STRICT, WITHOUT ROWID;
