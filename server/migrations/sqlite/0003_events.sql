-- What people say: each whole, as JSON of `record`, with what is searched for beside it. Times are
-- Unix seconds; `ended_at` is NULL while it goes on.
CREATE TABLE incident (
    id        TEXT    PRIMARY KEY,
    version   INTEGER NOT NULL,
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER,
    document  TEXT    NOT NULL
) STRICT;
CREATE INDEX incident_by_begin ON incident (began_at, id);
CREATE INDEX incident_by_end ON incident (ended_at);

CREATE TABLE maintenance (
    id        TEXT    PRIMARY KEY,
    version   INTEGER NOT NULL,
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER,
    document  TEXT    NOT NULL
) STRICT;
CREATE INDEX maintenance_by_begin ON maintenance (began_at, id);
CREATE INDEX maintenance_by_end ON maintenance (ended_at);

-- Statuses set by hand.
CREATE TABLE status_override (
    id        TEXT    PRIMARY KEY,
    component TEXT    NOT NULL,
    status    TEXT    NOT NULL,
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER,
    reason    TEXT    NOT NULL
) STRICT;

-- Who did what, when, from where, before and after; rows are added and never changed. `before` and
-- `after` are JSON. A request that carries an idempotency key is done once: the row is its answer.
CREATE TABLE audit (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    token       TEXT,
    address     TEXT,
    action      TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    before      TEXT,
    after       TEXT,
    request_key TEXT,
    fingerprint TEXT
) STRICT;
CREATE UNIQUE INDEX audit_by_request ON audit (token, request_key) WHERE request_key IS NOT NULL;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
