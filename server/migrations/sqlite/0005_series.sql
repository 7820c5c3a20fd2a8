-- Maintenances that recur, each whole like the rest of what people say. `ended_at` is NULL while it
-- plans.
CREATE TABLE series (
    id        TEXT    PRIMARY KEY,
    version   INTEGER NOT NULL,
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER,
    document  TEXT    NOT NULL
) STRICT;
CREATE INDEX series_by_begin ON series (began_at, id);
