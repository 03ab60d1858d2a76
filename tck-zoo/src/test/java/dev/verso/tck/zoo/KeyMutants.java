package dev.verso.tck.zoo;

import dev.verso.InvalidKeyException;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantId;
import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chapter KEY: what a key is, and when two are one. */
final class KeyMutants {

    private KeyMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofStorage(ToleratesBadKeys.class, ToleratesBadKeys::new).killedBy("KEY-01"),
                Mutant.ofStore(CutsLongIds.class, CutsLongIds::new)
                        .killedBy(Kit.STORAGE, "KEY-02")
                        .killedBy(Kit.STORE, "KEY-02"),
                Mutant.ofStore(FoldsCaseOfIds.class, FoldsCaseOfIds::new).killedBy("KEY-02"),
                Mutant.ofStore(JoinsTypeAndId.class, JoinsTypeAndId::new).killedBy("KEY-02"),
                Mutant.ofStore(FoldsCaseOfTenants.class, FoldsCaseOfTenants::new)
                        .killedBy(Kit.STORAGE, "KEY-02"),
                Mutant.ofStore(JoinsTenantAndType.class, JoinsTenantAndType::new)
                        .killedBy(Kit.STORAGE, "KEY-02"));
    }

    /** Answers a read of an impossible key that nothing is there, as if the key could be. */
    private static final class ToleratesBadKeys extends StorageDecorator {

        ToleratesBadKeys(VersionedStorage sound) {
            super(sound);
        }

        @Override
        public Optional<StoredResource> read(TenantContext context, String type, String id) {
            try {
                return super.read(context, type, id);
            } catch (InvalidKeyException e) {
                return Optional.empty();
            }
        }
    }

    /** Keeps the first 127 characters of an id, as a column that is one too short. */
    private static final class CutsLongIds extends Rekeyed {

        CutsLongIds(RevisionStore sound) {
            super(sound);
        }

        @Override
        ResourceKey kept(ResourceKey key) {
            String id = key.id();
            return new ResourceKey(key.tenant(), key.type(), id.length() > 127 ? id.substring(0, 127) : id);
        }
    }

    /** Takes ids that differ by case for one, as a careless collation does. */
    private static final class FoldsCaseOfIds extends Rekeyed {

        FoldsCaseOfIds(RevisionStore sound) {
            super(sound);
        }

        @Override
        ResourceKey kept(ResourceKey key) {
            return new ResourceKey(key.tenant(), key.type(), key.id().toLowerCase(Locale.ROOT));
        }
    }

    /** Joins type and id with a dot, so that a.b with c is a with b.c. */
    private static final class JoinsTypeAndId extends Rekeyed {

        JoinsTypeAndId(RevisionStore sound) {
            super(sound);
        }

        @Override
        ResourceKey kept(ResourceKey key) {
            int dot = key.type().indexOf('.');
            return dot <= 0 || key.type().length() + key.id().length() > 127
                    ? key
                    : new ResourceKey(
                            key.tenant(),
                            key.type().substring(0, dot),
                            key.type().substring(dot + 1) + "." + key.id());
        }
    }

    /** Takes tenants that differ by case for one. */
    private static final class FoldsCaseOfTenants extends Rekeyed {

        FoldsCaseOfTenants(RevisionStore sound) {
            super(sound);
        }

        @Override
        ResourceKey kept(ResourceKey key) {
            String tenant = key.tenant().value().toLowerCase(Locale.ROOT);
            return new ResourceKey(new TenantId(tenant), key.type(), key.id());
        }
    }

    /** Joins tenant and type with a dot, so that a tenant whose name goes on with one has another's types. */
    private static final class JoinsTenantAndType extends Rekeyed {

        JoinsTenantAndType(RevisionStore sound) {
            super(sound);
        }

        @Override
        ResourceKey kept(ResourceKey key) {
            String tenant = key.tenant().value();
            int dot = tenant.indexOf('.');
            return dot <= 0 || dot == tenant.length() - 1
                    ? key
                    : new ResourceKey(
                            new TenantId(tenant.substring(0, dot)),
                            tenant.substring(dot + 1) + "." + key.type(),
                            key.id());
        }
    }
}
