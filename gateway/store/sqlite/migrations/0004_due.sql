-- When time alone changes a journey: a deadline or a reminder of an approval.
ALTER TABLE journey ADD COLUMN due INTEGER;
CREATE INDEX journey_due ON journey (due) WHERE due IS NOT NULL;
