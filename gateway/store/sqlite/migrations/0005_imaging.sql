-- Reports of imaging providers. patient: whose it is, or whose NHS number it bears; NULL: unknown.
CREATE TABLE imaging (
    id       TEXT PRIMARY KEY,
    version  INTEGER NOT NULL,
    patient,
    standing TEXT NOT NULL,
    due      INTEGER, -- When time alone changes it.
    body     BLOB NOT NULL
);
CREATE INDEX imaging_patient ON imaging (patient) WHERE patient IS NOT NULL;
CREATE INDEX imaging_standing ON imaging (standing, id);
CREATE INDEX imaging_due ON imaging (due) WHERE due IS NOT NULL;
