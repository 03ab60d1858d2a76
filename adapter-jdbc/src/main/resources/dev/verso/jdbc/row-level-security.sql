-- A connection touches the tenant alone that its transaction set. '*', which no tenant can be called, reads all: verification.
ALTER TABLE $schema.resource_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE $schema.resource_version FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS resource_version_of_tenant ON $schema.resource_version;
DROP POLICY IF EXISTS resource_version_verification ON $schema.resource_version;
CREATE POLICY resource_version_of_tenant ON $schema.resource_version
  USING (tenant_id = current_setting('verso.tenant', true));
CREATE POLICY resource_version_verification ON $schema.resource_version FOR SELECT
  USING (current_setting('verso.tenant', true) = '*');
