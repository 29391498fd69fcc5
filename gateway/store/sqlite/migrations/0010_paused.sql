-- Lines that an operator paused: nothing of them is leased. By name: a partner may be paused before
-- its first message, and its pause outlives its place in the configuration.
CREATE TABLE paused (
    partner TEXT PRIMARY KEY,
    since   INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    reason  TEXT NOT NULL
) WITHOUT ROWID;
