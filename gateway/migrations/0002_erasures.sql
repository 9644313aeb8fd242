-- Records whose erasure the chain told of, and whose blocks this organisation deleted or is deleting: whatever
-- is still under way for one of them must not bring a block back.
CREATE TABLE erased (
    record BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
