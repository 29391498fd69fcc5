-- Whole tables are appended to wherever that is possible: a random page costs a commit more than
-- a row. Bodies are sealed; patients and identifiers are keyed hashes of 16 bytes.
-- States of a message: 0 waiting, 1 sending, 2 held (open so far), 3 discarded, 4 delivered.

CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    booking_id TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    state      INTEGER NOT NULL,
    note       TEXT NOT NULL,
    received   INTEGER NOT NULL,
    body       BLOB NOT NULL,
    UNIQUE (event_id, kind)
);

CREATE TABLE journey (
    id         INTEGER PRIMARY KEY,
    booking_id TEXT NOT NULL UNIQUE,
    version    INTEGER NOT NULL,
    patient,
    body       BLOB NOT NULL
);
CREATE INDEX journey_patient ON journey (patient) WHERE patient IS NOT NULL;

CREATE TABLE procedure (
    report_id TEXT PRIMARY KEY,
    patient   NOT NULL,
    region    TEXT NOT NULL,
    day       INTEGER NOT NULL,
    counted   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX procedure_patient ON procedure (patient);

-- What a resource is now; narrow, so that a search without a key may walk through it.
CREATE TABLE resource (
    id          INTEGER PRIMARY KEY,
    type        TEXT NOT NULL,
    name        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    newest      INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    status      TEXT NOT NULL,
    patient,
    booking_id  TEXT NOT NULL,
    content     BLOB NOT NULL,
    identifiers BLOB NOT NULL
);
-- Only appended to. The versions of a resource are a chain from the newest back.
CREATE TABLE resource_version (
    id       INTEGER PRIMARY KEY,
    previous INTEGER,
    version  INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    status   TEXT NOT NULL,
    body     BLOB NOT NULL
);
-- One index for all ways to a resource: its own id, the value of an identifier, its patient, its
-- booking, whichever word that is: a row only says where to look. The key is 8 bytes of the keyed
-- hash, so that few random pages hold all of them; who reads compares the resource itself.
-- What came in one batch has neighbouring ids, so patient and booking need one row a batch.
CREATE TABLE finder (
    key   INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (key, first)
) WITHOUT ROWID;
CREATE TABLE resource_count (type TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;

-- Counters are kept in the same transaction, so that a million delivered messages cost nothing.
CREATE TABLE partner (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    waiting        INTEGER NOT NULL,
    sending        INTEGER NOT NULL,
    held           INTEGER NOT NULL,
    discarded      INTEGER NOT NULL,
    delivered      INTEGER NOT NULL,
    retrying       INTEGER NOT NULL,
    last_delivered INTEGER
);

CREATE TABLE message (
    sequence         INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    partner          INTEGER NOT NULL REFERENCES partner (id),
    lane             NOT NULL,
    head             INTEGER NOT NULL, -- 1: the first open one of its lane
    state            INTEGER NOT NULL,
    attempts         INTEGER NOT NULL,
    due              INTEGER NOT NULL, -- not_before, or the end of the lease
    not_before       INTEGER NOT NULL,
    leased           INTEGER NOT NULL,
    created          INTEGER NOT NULL,
    finished         INTEGER NOT NULL,
    event_message_id TEXT NOT NULL,
    kind             TEXT NOT NULL,
    booking_id       TEXT NOT NULL,
    report           TEXT NOT NULL,
    mapping_version  TEXT NOT NULL,
    last_error       TEXT NOT NULL,
    receipt          TEXT NOT NULL
);
-- A lease reads its first rows here: what is blocked in its lane or held does not stand in it.
CREATE INDEX message_due ON message (partner, due) WHERE head = 1 AND state < 2;
CREATE INDEX message_lane ON message (partner, lane) WHERE state < 3;
CREATE INDEX message_open ON message (partner, state) WHERE finished = 0;
CREATE INDEX message_stopped ON message (state) WHERE state IN (2, 3);
CREATE INDEX message_partner ON message (partner);
CREATE INDEX message_event ON message (event_message_id);

-- Apart from the message, so that a change of state does not write the body again.
CREATE TABLE message_body (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL);

CREATE TABLE attempt (
    message INTEGER NOT NULL REFERENCES message (sequence),
    number  INTEGER NOT NULL,
    started INTEGER NOT NULL,
    took    INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (message, number)
) WITHOUT ROWID;

-- What belongs to a booking. what: 0 event, 1 message.
CREATE TABLE trace (
    booking_id TEXT NOT NULL,
    what       INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    PRIMARY KEY (booking_id, what, number)
) WITHOUT ROWID;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    reason TEXT NOT NULL,
    hash   TEXT NOT NULL
);

CREATE TABLE change (
    number     INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    booking_id TEXT NOT NULL,
    at         INTEGER NOT NULL,
    body       BLOB NOT NULL
);
