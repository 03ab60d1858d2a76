-- A step that fails half-way, for tests.
ALTER TABLE $schema.resource_version ADD COLUMN half boolean;
SELECT 1 / 0;
