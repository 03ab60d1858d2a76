-- A resource is its revisions: one row each, never changed but by an erasure. Times are microseconds since 1970 in UTC.
-- States of a row, without a further column: tombstone: change 2; marker of an erasure: 4; erased revision: change 0, 1
-- or 3 without content; emptied slot: change and everything else but the key and the version NULL.
CREATE TABLE $schema.resource_version (
  version bigint NOT NULL CHECK (version > 0),
  tx_id xid8 DEFAULT pg_current_xact_id(),
  last_updated bigint,
  created_at bigint,
  write_id uuid,
  seq smallint DEFAULT 0,
  change smallint,
  tenant_id text COLLATE "C" NOT NULL,
  resource_type text COLLATE "C" NOT NULL,
  resource_id text COLLATE "C" NOT NULL,
  author text COLLATE "C",
  content text COLLATE "C",
  CONSTRAINT resource_version_slot CHECK (content IS NULL OR (change IN (0, 1, 3)) IS TRUE),
  CONSTRAINT resource_version_key PRIMARY KEY (tenant_id, resource_type, resource_id, version) INCLUDE (last_updated, change)
);

COMMENT ON TABLE $schema.resource_version IS 'Revisions of Verso: append-only, written through the library alone';
COMMENT ON COLUMN $schema.resource_version.change IS '0 create, 1 update, 2 delete, 3 restore, 4 marker of an erasure, NULL emptied';
COMMENT ON COLUMN $schema.resource_version.last_updated IS 'microseconds since 1970 in UTC';
COMMENT ON COLUMN $schema.resource_version.tx_id IS 'with seq: the place in the change feed';

-- All but the key's have a predicate that every revision fulfils and that only their own statements name: without statistics,
-- or with those of many small tenants, the planner would else take any of them for a look at one key, and read a whole type.
CREATE INDEX resource_version_type ON $schema.resource_version (tenant_id, resource_type, last_updated)
  WHERE write_id IS NOT NULL;
CREATE INDEX resource_version_tenant ON $schema.resource_version (tenant_id, last_updated)
  WHERE created_at IS NOT NULL;
CREATE INDEX resource_version_feed ON $schema.resource_version (tenant_id, tx_id, seq)
  WHERE tx_id IS NOT NULL;
CREATE INDEX resource_version_live ON $schema.resource_version (tenant_id, resource_type, resource_id, version DESC)
  INCLUDE (change) WHERE change <> 1;

-- Insert-only tables are vacuumed too seldom for index-only scans by default.
ALTER TABLE $schema.resource_version SET (
  autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Servers that were built without lz4 keep pglz.
DO $do$ BEGIN
  ALTER TABLE $schema.resource_version ALTER COLUMN content SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL;
END $do$;

-- One row: which store this is, and which epoch of the feed.
CREATE TABLE $schema.store (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  schema_version integer NOT NULL,
  store_id uuid NOT NULL,
  feed_epoch uuid NOT NULL,
  cluster bigint
);

INSERT INTO $schema.store (schema_version, store_id, feed_epoch)
VALUES (1, gen_random_uuid(), gen_random_uuid());

-- Where the role may not ask for it, a restore into another cluster goes unnoticed. Planned only if it is carried out.
DO $do$ BEGIN
  IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
    UPDATE $schema.store SET cluster = (SELECT system_identifier FROM pg_control_system());
  END IF;
END $do$;
