-- Rows of the finder that are not in it yet: what each commit added, as one block. A random page of
-- the finder costs a commit more than all its rows cost here; see finder.h.
CREATE TABLE finder_block (id INTEGER PRIMARY KEY, ways BLOB NOT NULL);
