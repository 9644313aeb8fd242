-- Headers of records that are here. Once the chain has decided for another header of the record, one is deleted.
-- What is in question is looked at often, after the block `since`; the others in a slow round.
CREATE TABLE headers (
    record  BLOB    NOT NULL,
    cid     BLOB    NOT NULL,
    since   INTEGER NOT NULL,
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
    PRIMARY KEY (record, cid)
) STRICT, WITHOUT ROWID;
CREATE INDEX headers_by_settled ON headers (settled, record, cid);
