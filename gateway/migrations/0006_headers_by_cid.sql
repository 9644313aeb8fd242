-- Which records a header belongs to is asked whenever another gateway wants it.
CREATE INDEX headers_by_cid ON headers (cid);
