-- Most resources never change: the one version of such a one stands in its own row. newest = 0: its
-- body is among these texts, and resource_version has nothing of it until there is a second one.
ALTER TABLE resource ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
