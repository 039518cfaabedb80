-- The catalogue of a store: what has been appended, and in which files it lies.
-- A row is written once, in the transaction of its append, and never touched again.

CREATE TABLE store (
    format INTEGER NOT NULL,        -- what this file means; rises when an older facta would misread it
    read_by VARCHAR NOT NULL        -- the first facta that reads this format
);

-- One append is one snapshot: bytes as published, kept under snapshots/ by their hash.
CREATE TABLE snapshots (
    append BIGINT NOT NULL,         -- counts up from 1
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    retrieved_at TIMESTAMP NOT NULL, -- UTC
    sha256 VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    complete BOOLEAN NOT NULL       -- the snapshot is all there is at this address
);

-- A file on disk that is not in this table does not exist for any reader.
CREATE TABLE files (
    append BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- events, observations, part (bytes), or archive/ and a table's name
    source VARCHAR NOT NULL,
    path VARCHAR NOT NULL,          -- from the folder of the store, with forward slashes
    rows BIGINT NOT NULL,
    first_known_at DATE NOT NULL,
    last_known_at DATE NOT NULL
);

CREATE TABLE coverage (
    append BIGINT NOT NULL,
    row BIGINT NOT NULL,            -- order inside the append
    source VARCHAR NOT NULL,
    start DATE NOT NULL,
    "end" DATE NOT NULL,            -- the first day after
    state VARCHAR NOT NULL,
    known_at DATE NOT NULL,
    snapshot VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    fault VARCHAR NOT NULL          -- typed, see facta.sources.asking.Fault; empty where all is well
);
