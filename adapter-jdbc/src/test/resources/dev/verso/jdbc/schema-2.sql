-- A step to come, for tests.
ALTER TABLE $schema.resource_version ADD COLUMN note text;
