-- After the data came to another cluster: transaction ids that this one has already passed, in the old order of the feed.
LOCK TABLE $schema.resource_version IN EXCLUSIVE MODE;

-- Ids that are still to come would hide what is there, and writes to come would stand before it.
DO $do$
DECLARE
  due bigint := (
    SELECT coalesce(max(3 + (n - 1) / $places), 0)
    FROM (SELECT count(*) AS n FROM $schema.resource_version WHERE tx_id IS NOT NULL GROUP BY tenant_id) t);
  here bigint := pg_current_xact_id()::text::bigint;
BEGIN
  IF due >= here THEN
    RAISE EXCEPTION 'The feed needs transaction ids up to %, and this cluster is at %', due, here
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $do$;

UPDATE $schema.resource_version v
SET tx_id = (3 + (n.place - 1) / $places)::text::xid8, seq = (n.place - 1) % $places
FROM (
  SELECT tenant_id, resource_type, resource_id, version,
         row_number() OVER (PARTITION BY tenant_id ORDER BY tx_id, seq) AS place
  FROM $schema.resource_version WHERE tx_id IS NOT NULL) n
WHERE v.tenant_id = n.tenant_id AND v.resource_type = n.resource_type AND v.resource_id = n.resource_id
  AND v.version = n.version;

UPDATE $schema.store SET feed_epoch = gen_random_uuid(), cluster = NULL;

DO $do$ BEGIN
  IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
    UPDATE $schema.store SET cluster = (SELECT system_identifier FROM pg_control_system());
  END IF;
END $do$;
