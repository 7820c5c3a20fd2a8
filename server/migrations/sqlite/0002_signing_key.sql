-- The private key that feeds are signed with, as PKCS#8. One row at most, written once and never
-- again: page owners have its public half in their pages.
CREATE TABLE signing_key (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    pkcs8 BLOB    NOT NULL
) STRICT;
