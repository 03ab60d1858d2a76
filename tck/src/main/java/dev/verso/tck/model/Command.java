package dev.verso.tck.model;

import dev.verso.Erasure;
import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.Write;
import dev.verso.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One command of a sequence, as a value. */
sealed interface Command {

    /**
     * Gives the call that the command is now.
     *
     * @param tenant whose, as the model has it before the call
     * @param storage what the storage is called in source
     */
    Call call(TenantModel tenant, String storage);

    /** Gives commands that may show the same and are simpler. */
    default Stream<Command> simpler() {
        return Stream.empty();
    }

    /** One write, by its named method, or as a value if it has a write id. */
    record One(WriteForm form) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            Write write = form.of(tenant);
            boolean written =
                    write instanceof Write.CreateOrUpdate && write.writeId().isEmpty();
            boolean live = tenant.key(form.type(), form.id()).isLive();
            return new Call(
                    Java.named(storage, tenant.name(), write),
                    on -> Writes.named(on, tenant.context(), write),
                    seen -> {
                        Answer answer = tenant.write(write, seen);
                        return List.of(
                                written
                                        ? Answer.gives(new Written(
                                                (StoredResource)
                                                        answer.revisions().get(0),
                                                !live))
                                        : answer);
                    });
        }

        @Override
        public Stream<Command> simpler() {
            return Stream.of(form.withoutWriteId(), form.with(0), form.withoutCondition())
                    .map(One::new);
        }
    }

    /** An atomic batch. */
    record Batch(List<WriteForm> forms) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            List<Write> writes = forms.stream().map(form -> form.of(tenant)).toList();
            String list = writes.stream().map(Java::value).collect(Collectors.joining(", ", "List.of(", ")"));
            return new Call(
                    Java.call(storage + ".writeBatch", tenant.name(), list),
                    on -> on.writeBatch(tenant.context(), writes),
                    seen -> tenant.writeBatch(writes, seen));
        }

        @Override
        public Stream<Command> simpler() {
            return forms.stream().filter(form -> forms.size() > 1).map(form -> new Batch(List.of(form)));
        }
    }

    /** An erasure of a key or a version. */
    record Erase(String type, String id, Optional<VersionRef> version, Optional<UUID> writeId) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            Optional<String> versionId = version.map(ref -> ref.of(tenant.key(type, id)));
            Erasure erasure = new Erasure(type, id, versionId, writeId.map(any -> "on request"), writeId);
            return new Call(
                    Java.call(storage + ".erase", tenant.name(), Java.erasure(erasure)),
                    on -> on.erase(tenant.context(), erasure),
                    seen -> List.of(tenant.erase(erasure, seen)));
        }
    }

    /** A read of one key that takes nothing but the key. */
    record Read(Kind kind, String type, String id) implements Command {

        enum Kind {
            READ("read"),
            HEAD("head"),
            EXISTS("exists"),
            CURRENT_VERSION("currentVersion"),
            LIST_VERSIONS("listVersions");

            private final String method;

            Kind(String method) {
                this.method = method;
            }
        }

        @Override
        public Call call(TenantModel tenant, String storage) {
            KeyModel key = tenant.key(type, id);
            TenantContext context = tenant.context();
            String java = Java.call(storage + "." + kind.method, tenant.name(), Java.text(type), Java.text(id));
            return switch (kind) {
                case READ -> Call.reading(java, on -> on.read(context, type, id), key.live());
                case HEAD -> Call.reading(java, on -> on.head(context, type, id), key.head());
                case EXISTS -> Call.reading(java, on -> on.exists(context, type, id), key.isLive());
                case CURRENT_VERSION ->
                    Call.reading(
                            java,
                            on -> on.currentVersion(context, type, id),
                            key.live().map(StoredResource::versionId));
                case LIST_VERSIONS ->
                    Call.reading(
                            java,
                            on -> on.listVersions(context, type, id),
                            key.life().stream().map(each -> each.versionId()).toList());
            };
        }
    }

    /** A read of one version. */
    record Vread(String type, String id, VersionRef version) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            KeyModel key = tenant.key(type, id);
            String versionId = version.of(key);
            return Call.reading(
                    Java.call(storage + ".vread", tenant.name(), Java.text(type), Java.text(id), Java.text(versionId)),
                    on -> on.vread(tenant.context(), type, id, versionId),
                    key.revision(versionId));
        }
    }

    /** A read as of an instant. */
    record AsOf(String type, String id, Moment moment) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            Instant instant = moment.of(tenant);
            return Call.reading(
                    Java.call(
                            storage + ".readAsOf",
                            tenant.name(),
                            Java.text(type),
                            Java.text(id),
                            Java.instant(instant)),
                    on -> on.readAsOf(tenant.context(), type, id, instant),
                    tenant.key(type, id).asOf(instant));
        }
    }

    /** A search for a write. */
    record FindWrite(String type, String id, UUID writeId) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            KeyModel key = tenant.key(type, id);
            String named =
                    Java.call("ResourceKey.of", tenant.name() + ".tenant().value()", Java.text(type), Java.text(id));
            return Call.reading(
                    Java.call(storage + ".findWrite", tenant.name(), named, Java.uuid(writeId)),
                    on -> on.findWrite(tenant.context(), key.key(), writeId),
                    key.madeBy(writeId));
        }
    }

    /** A read of several keys, named by type and id; some more than once. */
    record ReadBatch(List<List<String>> keys) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            List<KeyModel> named =
                    keys.stream().map(key -> tenant.key(key.get(0), key.get(1))).toList();
            List<ResourceKey> wanted = named.stream().map(KeyModel::key).toList();
            String list = keys.stream()
                    .map(key -> Java.call(
                            "ResourceKey.of",
                            tenant.name() + ".tenant().value()",
                            Java.text(key.get(0)),
                            Java.text(key.get(1))))
                    .collect(Collectors.joining(", ", "List.of(", ")"));
            return Call.reading(
                    Java.call(storage + ".readBatch", tenant.name(), list),
                    on -> on.readBatch(tenant.context(), wanted),
                    named.stream()
                            .distinct()
                            .flatMap(key -> key.live().stream())
                            .toList());
        }
    }

    /** A list of a type in pages. */
    record ListAll(String type, int limit) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            return Call.reading(
                    "walk(" + limit + ", page -> "
                            + Java.call(storage + ".list", tenant.name(), Java.text(type), "page") + ")",
                    on -> Pages.walk(limit, page -> on.list(tenant.context(), type, page)),
                    tenant.live(Optional.of(type)));
        }
    }

    /** A count of a type or of the tenant. */
    record Count(Optional<String> type) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            return Call.reading(
                    type.map(name -> Java.call(storage + ".count", tenant.name(), Java.text(name)))
                            .orElseGet(() -> Java.call(storage + ".count", tenant.name())),
                    on -> type.isPresent() ? on.count(tenant.context(), type.get()) : on.count(tenant.context()),
                    (long) tenant.live(type).size());
        }
    }

    /** A history in pages. */
    record History(
            Optional<String> type,
            Optional<String> id,
            boolean oldestFirst,
            Optional<Moment> since,
            Optional<Moment> before,
            int limit)
            implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            HistoryQuery query = new HistoryQuery(
                    type,
                    id,
                    oldestFirst ? HistoryQuery.Order.OLDEST_FIRST : HistoryQuery.Order.NEWEST_FIRST,
                    since.map(moment -> moment.of(tenant)),
                    before.map(moment -> moment.of(tenant)));
            return new Call(
                    "walk(" + limit + ", page -> "
                            + Java.call(storage + ".history", tenant.name(), Java.query(query), "page") + ")",
                    on -> Pages.walk(limit, page -> on.history(tenant.context(), query, page)),
                    seen -> List.of(tenant.history(query)));
        }

        @Override
        public Stream<Command> simpler() {
            return Stream.of(
                    new History(type, id, oldestFirst, Optional.empty(), Optional.empty(), limit),
                    new History(type, id, false, since, before, limit));
        }
    }

    /** The whole feed in pages. */
    record Changes(int limit) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            return new Call(
                    "feed(" + limit + ", from -> "
                            + Java.call(storage + ".changes", tenant.name(), "from", Integer.toString(limit)) + ")",
                    on -> Pages.feed(on, tenant.context(), limit),
                    seen -> List.of(Answer.gives(tenant.feed(seen.revisions()))));
        }
    }

    /** A move of the clock, in either direction; without one it stands still. */
    record Tick(Duration by) implements Command {

        @Override
        public Call call(TenantModel tenant, String storage) {
            return Call.reading(
                    Java.call("clock.advance", Java.call("Duration.parse", Java.text(by.toString()))),
                    on -> {
                        tenant.time().advance(by);
                        return by;
                    },
                    by);
        }
    }
}
