-- How often a submission was filed again after it missed its majority.
ALTER TABLE submissions ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
-- The record's data key, in a header that only this gateway opens: for new headers until a majority has the record.
ALTER TABLE submissions ADD COLUMN kept BLOB;
-- Whether the sender was told that the record is safe. What is refused after that stays until the sender knows.
ALTER TABLE submissions ADD COLUMN promised INTEGER NOT NULL DEFAULT 0 CHECK (promised IN (0, 1));
UPDATE submissions SET promised = 1 WHERE stage IN ('stored', 'submitted');

-- What a verdict is about: a record that is filed again may have another header.
ALTER TABLE verdicts ADD COLUMN header BLOB;

-- The chain that all of this belongs to.
CREATE TABLE chain (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    genesis BLOB    NOT NULL
) STRICT;
