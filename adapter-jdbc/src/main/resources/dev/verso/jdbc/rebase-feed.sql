-- After the data came to another cluster: transaction ids that this one has already passed, in the old order of the feed.
LOCK TABLE $schema.resource_version IN EXCLUSIVE MODE;

UPDATE $schema.resource_version v
SET tx_id = (3 + (n.place - 1) / 32768)::text::xid8, seq = (n.place - 1) % 32768
FROM (
  SELECT tenant_id, resource_type, resource_id, version,
         row_number() OVER (PARTITION BY tenant_id ORDER BY tx_id, seq) AS place
  FROM $schema.resource_version WHERE tx_id IS NOT NULL) n
WHERE v.tenant_id = n.tenant_id AND v.resource_type = n.resource_type AND v.resource_id = n.resource_id
  AND v.version = n.version;

UPDATE $schema.store
SET feed_epoch = gen_random_uuid(), cluster = (SELECT system_identifier FROM pg_control_system());
