-- Patients who are known by another key since: by the NHS number instead of the clinic's id. A key
-- may lead on to a further one, never in a circle.
CREATE TABLE alias (key PRIMARY KEY NOT NULL, now NOT NULL) WITHOUT ROWID;

-- The lane comes first, so that a lane is found whatever its partners are.
DROP INDEX message_lane;
CREATE INDEX message_lane ON message (lane, partner) WHERE state < 3;
