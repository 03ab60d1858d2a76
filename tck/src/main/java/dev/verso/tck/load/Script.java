package dev.verso.tck.load;

import dev.verso.Content;
import dev.verso.IfMatch;
import dev.verso.ResourceKey;
import dev.verso.TenantId;
import dev.verso.Versions;
import dev.verso.Write;
import dev.verso.tck.lin.Kind;
import dev.verso.tck.lin.Outcome;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** What one thread asks for, call after call. For one thread. */
final class Script {

    /** How often each kind of operation is asked for. */
    enum Mix {
        /** Every kind, on a backend that is well. */
        ALL(Map.ofEntries(
                Map.entry(Kind.CREATE, 8),
                Map.entry(Kind.CREATE_IF_NOT_LIVE, 6),
                Map.entry(Kind.CREATE_OR_UPDATE, 8),
                Map.entry(Kind.UPDATE, 10),
                Map.entry(Kind.UPDATE_WITH_MATCH, 22),
                Map.entry(Kind.DELETE, 4),
                Map.entry(Kind.DELETE_WITH_MATCH, 4),
                Map.entry(Kind.RESTORE, 5),
                Map.entry(Kind.RESTORE_VERSION, 3),
                Map.entry(Kind.READ, 7),
                Map.entry(Kind.READ_BATCH, 3),
                Map.entry(Kind.HEAD, 5),
                Map.entry(Kind.EXISTS, 4),
                Map.entry(Kind.CURRENT_VERSION, 4),
                Map.entry(Kind.VREAD, 4),
                Map.entry(Kind.LIST_VERSIONS, 3))),
        /** What a fence stops from taking effect late. */
        CONDITIONAL_UNDER_FAULTS(Map.of(
                Kind.CREATE, 12,
                Kind.UPDATE_WITH_MATCH, 55,
                Kind.DELETE_WITH_MATCH, 2,
                Kind.READ, 8,
                Kind.HEAD, 8,
                Kind.CURRENT_VERSION, 5,
                Kind.VREAD, 6,
                Kind.LIST_VERSIONS, 4)),
        /** What may take effect at any time, too. */
        UNDER_FAULTS(Map.ofEntries(
                Map.entry(Kind.CREATE, 8),
                Map.entry(Kind.CREATE_OR_UPDATE, 6),
                Map.entry(Kind.UPDATE, 12),
                Map.entry(Kind.UPDATE_WITH_MATCH, 36),
                Map.entry(Kind.DELETE, 2),
                Map.entry(Kind.DELETE_WITH_MATCH, 2),
                Map.entry(Kind.RESTORE, 3),
                Map.entry(Kind.READ, 8),
                Map.entry(Kind.HEAD, 8),
                Map.entry(Kind.CURRENT_VERSION, 5),
                Map.entry(Kind.VREAD, 6),
                Map.entry(Kind.LIST_VERSIONS, 4)));

        private final Map<Kind, Integer> weights;

        Mix(Map<Kind, Integer> weights) {
            this.weights = weights;
        }
    }

    private static final List<String> MALFORMED =
            List.of("", "0", "007", "-1", "1.0", "abc", " 1", "9223372036854775808");

    private final SplittableRandom random;
    private final Client client;
    private final TenantId tenant;
    private final Kind[] kinds;
    private int contents;

    Script(SplittableRandom random, Client client, TenantId tenant, Mix mix, boolean reads) {
        this.random = random;
        this.client = client;
        this.tenant = tenant;
        this.kinds = kinds(mix.weights, reads);
    }

    /** Each kind as often as its weight says, in the order of the constants, so that a seed means the same everywhere. */
    private static Kind[] kinds(Map<Kind, Integer> weights, boolean reads) {
        return java.util.Arrays.stream(Kind.values())
                .filter(kind -> reads || kind.isWrite())
                .flatMap(kind -> java.util.Collections.nCopies(weights.getOrDefault(kind, 0), kind).stream())
                .toArray(Kind[]::new);
    }

    /** Makes the next call, on one of some keys. */
    Outcome next(List<HotKey> keys) {
        client.dawdle(random.nextInt(3) == 0);
        HotKey key = keys.get(random.nextInt(keys.size()));
        Kind kind = kinds[random.nextInt(kinds.length)];
        if (kind == Kind.READ_BATCH) {
            List<Outcome> outcomes = client.readBatch(keys.stream()
                    .map(each -> new ResourceKey(tenant, each.type(), each.id()))
                    .toList());
            for (int i = 0; i < outcomes.size(); i++) {
                keys.get(i).see(outcomes.get(i));
            }
            return outcomes.get(0);
        }
        Outcome outcome = call(kind, key);
        key.see(outcome);
        return outcome;
    }

    private Outcome call(Kind kind, HotKey key) {
        String type = key.type();
        String id = key.id();
        return switch (kind) {
            case CREATE -> write(Write.create(type, id, content()));
            case CREATE_IF_NOT_LIVE -> write(Write.createIfNotLive(type, id, content()));
            case CREATE_OR_UPDATE -> write(Write.createOrUpdate(type, id, content()));
            case UPDATE ->
                write(
                        random.nextBoolean()
                                ? Write.update(type, id, content())
                                : Write.update(type, id, IfMatch.any(), content()));
            case UPDATE_WITH_MATCH -> write(Write.update(type, id, IfMatch.version(expected(key)), content()));
            case DELETE -> write(random.nextBoolean() ? Write.delete(type, id) : Write.delete(type, id, IfMatch.any()));
            case DELETE_WITH_MATCH -> write(Write.delete(type, id, IfMatch.version(expected(key))));
            case RESTORE -> write(Write.restore(type, id));
            case RESTORE_VERSION -> write(Write.restore(type, id, anyVersion(key)));
            case READ, READ_BATCH -> client.read(type, id);
            case HEAD -> client.head(type, id);
            case EXISTS -> client.exists(type, id);
            case CURRENT_VERSION -> client.currentVersion(type, id);
            case VREAD -> client.vread(type, id, anyVersion(key));
            case LIST_VERSIONS -> client.listVersions(type, id);
        };
    }

    /** Every other write has an id of its caller's: the core treats the two differently when an outcome is unknown (ERR-06). */
    private Outcome write(Write write) {
        return client.write(random.nextBoolean() ? write : write.withWriteId(UUID.randomUUID()));
    }

    /** Of a hundred matches about 70 expect the newest version, 20 an older one, 10 one to come, a few of these nonsense. */
    private String expected(HotKey key) {
        long newest = Math.max(1, key.newest());
        int die = random.nextInt(100);
        if (die >= 98) {
            return MALFORMED.get(random.nextInt(MALFORMED.size()));
        }
        long version = die < 70
                ? newest
                : die < 90 ? Math.max(1, newest - 1 - random.nextInt(3)) : newest + 1 + random.nextInt(2);
        key.expect(version);
        return Versions.format(version);
    }

    private String anyVersion(HotKey key) {
        return random.nextInt(20) == 0
                ? MALFORMED.get(random.nextInt(MALFORMED.size()))
                : Versions.format(1 + random.nextLong(key.newest() + 2));
    }

    private Content content() {
        contents++;
        return Content.of("{\"n\":" + contents + ",\"r\":" + random.nextLong() + "}");
    }
}
