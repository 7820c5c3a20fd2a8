-- Who may ask for what. A token is kept as the SHA-256 of its secret: who reads this database cannot
-- use it. Times are Unix seconds; scopes are words separated by spaces.
CREATE TABLE member (
    id         TEXT    PRIMARY KEY,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE TABLE token (
    id           TEXT    PRIMARY KEY,
    name         TEXT    NOT NULL,
    member       TEXT    REFERENCES member (id),
    scopes       TEXT    NOT NULL,
    digest       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
) STRICT;
