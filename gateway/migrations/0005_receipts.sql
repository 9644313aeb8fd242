-- The reader's signed receipt for this organisation. The chain takes no acknowledgement without one. A row from before
-- there were receipts gets one with the reader's next request.
ALTER TABLE served ADD COLUMN receipt BLOB;
