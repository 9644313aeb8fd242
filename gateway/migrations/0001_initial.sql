-- Everything one EHR server must remember over a restart. Identifiers are kept as their bytes.

-- What the hospital handed in, and how far it has come. A row outlives its record's activation, so
-- that the same request gets the same answer whenever it is repeated.
CREATE TABLE submissions (
    record         BLOB    NOT NULL PRIMARY KEY,
    patient        BLOB    NOT NULL,
    author         BLOB    NOT NULL,
    policy         INTEGER NOT NULL,
    previous       BLOB,
    length         INTEGER NOT NULL,
    stage          TEXT    NOT NULL CHECK (stage IN ('received', 'stored', 'submitted', 'active', 'lapsed', 'failed')),
    -- Keyed hash of the plaintext: tells a repetition from another content under the same id.
    fingerprint    BLOB,
    policy_version INTEGER,
    content        BLOB,
    header         BLOB,
    -- The block of the submission.
    block          INTEGER,
    -- Why it failed; a name from a fixed list, or the chain's.
    reason         TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_by_stage ON submissions (stage);

-- Which blocks make up a record: its header, the nodes of its tree and its leaves.
-- A row does not say that the block is here; the pool does.
CREATE TABLE blocks (
    record BLOB NOT NULL,
    cid    BLOB NOT NULL,
    PRIMARY KEY (record, cid)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_cid ON blocks (cid);

-- Blocks that any member may read: key cards, and packages sealed to one holder.
CREATE TABLE documents (
    cid  BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'package'))
) STRICT, WITHOUT ROWID;

-- What this organisation found out about the records of others.
CREATE TABLE verdicts (
    record BLOB NOT NULL PRIMARY KEY,
    -- 'sound', or the reason of the refusal.
    outcome TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Transform keys that members registered. A revoked one is overwritten, not only unlinked.
CREATE TABLE transform_keys (
    account BLOB NOT NULL PRIMARY KEY,
    key     BLOB NOT NULL,
    -- Those of its attributes that counted when it was registered; when one stops to, the key goes.
    counted BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Tickets under which something was handed out; written before the first byte leaves.
CREATE TABLE served (
    ticket       INTEGER NOT NULL PRIMARY KEY,
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1))
) STRICT;
CREATE INDEX served_waiting ON served (ticket) WHERE acknowledged = 0;

-- The last finalised block that was seen. A node that is further behind answers from the past.
CREATE TABLE cursor (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    number INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;
