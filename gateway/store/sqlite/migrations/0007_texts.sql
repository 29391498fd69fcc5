-- The texts of one batch are sealed as one, which costs less than a cipher and a row for each: the
-- bodies of its messages and of the resources that it made. 0: the body is sealed by itself, in
-- message_body or in the row, as before; so are later versions of a resource.
CREATE TABLE texts (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
ALTER TABLE message ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resource_version ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
