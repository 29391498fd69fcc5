-- Messages that were being sent when they were recalled: a failed attempt discards them, and one
-- that arrived after all says so in the audit trail. Apart from the message, since they are few.
CREATE TABLE recall (
    message INTEGER PRIMARY KEY REFERENCES message (sequence),
    reason  TEXT NOT NULL
);
