-- Components and groups told by API, each whole as JSON of `record`; `retired_at` is NULL while it is on
-- the page. Times are Unix seconds.
CREATE TABLE told_component (
    id         TEXT    PRIMARY KEY,
    version    INTEGER NOT NULL,
    retired_at INTEGER,
    document   TEXT    NOT NULL
) STRICT;

CREATE TABLE told_group (
    id         TEXT    PRIMARY KEY,
    version    INTEGER NOT NULL,
    retired_at INTEGER,
    document   TEXT    NOT NULL
) STRICT;

-- In which order they are shown: `kind` is component or group, `ids` a JSON list.
CREATE TABLE told_order (
    kind    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    ids     TEXT    NOT NULL
) STRICT;

-- How every component was called last, of the configuration file too: what was said of one that is gone
-- still names it, unless it was hidden.
CREATE TABLE component_name (
    id        TEXT    PRIMARY KEY,
    name      TEXT    NOT NULL,
    is_hidden INTEGER NOT NULL
) STRICT;
