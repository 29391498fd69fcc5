-- What is wrong with a message, in a word that lists are filtered by; see base/error_class.h. Few
-- have one, so the index is small, and what is delivered at the first try never stands in it.
ALTER TABLE message ADD COLUMN error_class INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_error ON message (error_class) WHERE error_class > 0;
