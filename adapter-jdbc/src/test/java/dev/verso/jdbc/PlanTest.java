package dev.verso.jdbc;

import static dev.verso.jdbc.Requests.CLINIC;
import static dev.verso.jdbc.Requests.PAGE;
import static dev.verso.jdbc.Requests.TENANT;
import static dev.verso.jdbc.Requests.TYPE;
import static dev.verso.jdbc.Requests.erase;
import static dev.verso.jdbc.Requests.key;
import static dev.verso.jdbc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verso.HistoryQuery.Order;
import dev.verso.jdbc.CountedSource.Call;
import dev.verso.spi.Detail;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.HistoryRequest.OfKey;
import dev.verso.spi.HistoryRequest.OfTenant;
import dev.verso.spi.HistoryRequest.OfType;
import dev.verso.spi.HistoryRequest.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plan that each statement keeps when the server plans it once for all parameters: by the index that is there for it,
 * from a condition on that index, and never over the whole table.
 */
@ParameterizedClass(name = "row-level security {0}, statistics: {1}")
@CsvSource({"false, FRESH", "false, NONE", "false, SMALL_TENANTS", "true, FRESH", "true, NONE", "true, SMALL_TENANTS"})
@Execution(ExecutionMode.SAME_THREAD)
class PlanTest {

    /** Five types in each of two tenants; keys of 1 to 200 revisions; 30,000 in all. */
    private static final String ROWS = """
            INSERT INTO verso.resource_version (tenant_id, resource_type, resource_id, version, change,
              last_updated, created_at, write_id, content)
            SELECT t, y, y || '-' || depth || '-' || k, v, CASE v WHEN 1 THEN 0 ELSE 1 END,
                   1767268800000000 + v * 1000 + k, 1767268800000000, gen_random_uuid(), '{"a":"' || repeat('x', 200) || '"}'
            FROM (VALUES ('clinic'), ('other')) t (t), (VALUES ('Patient'), ('A'), ('B'), ('C'), ('D')) y (y),
              (VALUES (1, 1000), (10, 100), (200, 5)) d (depth, keys), generate_series(1, keys) k, generate_series(1, depth) v
            """;

    /** By their statistics, any condition on a tenant finds one row, so that every index seems as good as the key's. */
    private static final String SMALL_TENANTS = """
            INSERT INTO verso.resource_version (tenant_id, resource_type, resource_id, version, change,
              last_updated, created_at, write_id, content)
            SELECT 'small-' || k, 'Patient', 'a', 1, 0, 1767268800000000, 1767268800000000, gen_random_uuid(), '{}'
            FROM generate_series(1, 20000) k
            """;

    /** What the planner knows of the rows. */
    enum Statistics {
        FRESH,
        NONE,
        SMALL_TENANTS
    }

    private static final Pattern SCAN = Pattern.compile(
            "Scan(?: Backward)? using resource_version_(\\w+) on resource_version[^\\n]*\\n((?:(?!->)[^\\n]*\\n?)*)");
    private static final Pattern FENCE = Pattern.compile("\\A\\s*SELECT set_config[^;]*;\\s*");

    @Parameter(0)
    boolean rowLevelSecurity;

    @Parameter(1)
    Statistics statistics;

    private TestDatabase database;
    private CountedSource source;
    private JdbcRevisionStore store;
    private Sql sql;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.create();
        JdbcOptions options =
                JdbcOptions.builder().rowLevelSecurity(rowLevelSecurity).build();
        String role = RestrictedRole.create(database.url(), options);
        Sql.run(database.url(), "ALTER TABLE verso.resource_version SET (autovacuum_enabled = off)");
        switch (statistics) {
            case FRESH -> Sql.run(database.url(), ROWS, "VACUUM ANALYZE verso.resource_version");
            case NONE -> Sql.run(database.url(), ROWS);
            case SMALL_TENANTS -> Sql.run(database.url(), SMALL_TENANTS, "VACUUM ANALYZE verso.resource_version");
        }
        source = CountedSource.over(role);
        store = JdbcRevisionStore.over(source, options);
        sql = Sql.on(role);
        sql.run("SET plan_cache_mode = force_generic_plan");
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
        store.close();
        source.close();
        database.close();
    }

    private void assertPlan(String what, Call call, String index) throws Exception {
        assertThat(source.of(call).statements()).as(what).isEqualTo(1);
        String plan = plan(source.lastText());
        assertThat(plan).as(what).doesNotContain("Seq Scan on resource_version").doesNotContain("Bitmap");
        Matcher scans = SCAN.matcher(plan);
        List<String> used = new ArrayList<>();
        while (scans.find()) {
            used.add(scans.group(1));
            assertThat(scans.group(2)).as("%s: %s", what, plan).contains("Index Cond: (");
        }
        assertThat(used).as("%s: %s", what, plan).contains(index).isSubsetOf(index, "key");
    }

    /** The plan for any parameters of a statement as the adapter sends it, without what is sent before it. */
    private String plan(String text) throws Exception {
        String[] parts = FENCE.matcher(text).replaceFirst("").split("\\?", -1);
        StringBuilder numbered = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        sql.run("PREPARE p AS " + numbered);
        String any =
                parts.length == 1 ? "" : "(" + String.join(", ", Collections.nCopies(parts.length - 1, "NULL")) + ")";
        String plan = String.join("\n", sql.list("EXPLAIN EXECUTE p" + any));
        sql.run("DEALLOCATE p");
        return plan;
    }

    private HistoryRequest page(HistoryRequest.Scope scope, Order order, boolean first) {
        Optional<Instant> since = first ? Optional.empty() : Optional.of(Requests.NOON);
        Optional<Position> after = first
                ? Optional.empty()
                : Optional.of(new Position(Requests.NOON.plusNanos(50_000_000), TYPE, "Patient-200-1", 50));
        return new HistoryRequest(scope, order, since, Optional.empty(), after, PAGE, Detail.CONTENT);
    }

    @Test
    void what_concerns_a_key_walks_the_index_of_keys() throws Exception {
        var deep = key("Patient-200-1");

        assertPlan("append", () -> store.append(put(deep)), "key");
        assertPlan("appendAll", () -> store.appendAll(List.of(put(deep), put(key("b")))), "key");
        assertPlan("erase a version", () -> store.erase(erase(deep, 1)), "key");
        assertPlan("erase", () -> store.erase(erase(key("Patient-1-1"))), "key");
        assertPlan("head", () -> store.head(deep, Detail.CONTENT), "key");
        assertPlan("head's metadata", () -> store.head(deep, Detail.METADATA), "key");
        assertPlan("heads", () -> store.heads(List.of(deep), Detail.CONTENT), "key");
        assertPlan("revision", () -> store.revision(deep, 1), "key");
        assertPlan("versions", () -> store.versions(deep), "key");
        assertPlan("asOf", () -> store.asOf(deep, Requests.NOON), "key");
        for (Order order : Order.values()) {
            for (boolean first : List.of(true, false)) {
                assertPlan(
                        "history of a key, " + which(order, first),
                        () -> store.history(page(new OfKey(deep), order, first)),
                        "key");
            }
        }
        assertPlan("check", () -> store.check(Optional.of(TENANT + "/A/A-1-1"), 100), "key");
    }

    @Test
    void each_scan_walks_the_index_that_is_there_for_it() throws Exception {
        if (statistics == Statistics.NONE) {
            // Whether to walk in order or to sort is then anybody's guess, until autovacuum has come by.
            sql.run("SET enable_bitmapscan = off");
        }
        for (Order order : Order.values()) {
            for (boolean first : List.of(true, false)) {
                assertPlan(
                        "history of a type, " + which(order, first),
                        () -> store.history(page(new OfType(CLINIC, TYPE), order, first)),
                        "type");
                assertPlan(
                        "history of a tenant, " + which(order, first),
                        () -> store.history(page(new OfTenant(CLINIC), order, first)),
                        "tenant");
            }
        }
        String token = store.changes(CLINIC, new FeedPosition.Oldest(), PAGE).token();
        assertPlan("changes", () -> store.changes(CLINIC, new FeedPosition.After(token), PAGE), "feed");
        assertPlan("list", () -> store.list(CLINIC, TYPE, Optional.of("Patient-10-1"), PAGE), "live");
        assertPlan("count of a type", () -> store.count(CLINIC, Optional.of(TYPE)), "live");
        assertPlan("count of a tenant", () -> store.count(CLINIC, Optional.empty()), "live");
    }

    private static String which(Order order, boolean first) {
        return order + (first ? ", the first page" : ", a later page");
    }
}
