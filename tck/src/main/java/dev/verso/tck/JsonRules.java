package dev.verso.tck;

import static dev.verso.tck.Expect.equal;
import static dev.verso.tck.Expect.present;
import static dev.verso.tck.Expect.refused;
import static dev.verso.tck.Expect.that;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verso.Capability;
import dev.verso.Content;
import dev.verso.HistoryQuery;
import dev.verso.InvalidContentException;
import dev.verso.PageRequest;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.StoredResource;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter JSON: fidelity. */
public interface JsonRules extends Chapter {

    /** What was accepted comes back byte for byte, by whatever operation it is read. */
    @Test
    default void JSON_01_content_comes_back_byte_for_byte() {
        rule("JSON-01", t -> {
            List<String> texts = new ArrayList<>(JsonText.FAITHFUL);
            for (int i = 0; i < 40; i++) {
                texts.add(JsonText.random(t.random()));
            }
            for (int i = 0; i < texts.size(); i++) {
                requireFaithful(t, t.key("Patient"), texts.get(i), i);
            }
            if (t.declares(Capability.SCANS)) {
                List<String> listed = t.second()
                        .listStream(t.tenant(), "Patient")
                        .map(resource -> resource.content().json())
                        .sorted()
                        .toList();
                equal("the contents listed", texts.stream().sorted().toList(), listed);
            }
        });
    }

    private static void requireFaithful(Trial t, ResourceKey key, String text, int turn) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        VersionedStorage reader = t.either(turn + 1);
        StoredResource created = t.either(turn).create(t.tenant(), key, Content.of(bytes));
        t.either(turn).update(t.tenant(), key, t.content());
        t.either(turn).delete(t.tenant(), key);
        StoredResource restored = t.either(turn).restore(t.tenant(), key, "1");
        List<Revision> read = new ArrayList<>(List.of(created, restored));
        read.add(present("read", reader.read(t.tenant(), key)));
        read.add(present("head", reader.head(t.tenant(), key)));
        read.add(present("vread(1)", reader.vread(t.tenant(), key, "1")));
        read.add(present("readAsOf", reader.readAsOf(t.tenant(), key, created.lastUpdated())));
        read.addAll(reader.readBatch(t.tenant(), List.of(key)));
        List<Revision> history = reader.history(
                        t.tenant(),
                        HistoryQuery.ofResource(key.type(), key.id()).oldestFirst(),
                        PageRequest.first())
                .items();
        read.add(history.get(0));
        read.add(present("the write", reader.findWrite(t.tenant(), key, created.writeId())));
        for (Revision revision : read) {
            that(
                    "the content of " + Words.of(revision) + " is " + Words.of(text) + ", byte for byte",
                    revision instanceof StoredResource resource
                            && Arrays.equals(bytes, resource.content().bytes()),
                    Words.of(revision) + parting(bytes, revision));
        }
    }

    /** Where content of the kit's own came back otherwise. */
    private static String parting(byte[] sent, Revision revision) {
        if (!(revision instanceof StoredResource resource)) {
            return "";
        }
        byte[] seen = resource.content().bytes();
        int same = Arrays.mismatch(sent, seen);
        byte[] rest = Arrays.copyOfRange(seen, Math.max(0, same), Math.min(seen.length, Math.max(0, same) + 40));
        return ", which goes on with " + Words.of(new String(rest, StandardCharsets.UTF_8)) + " at byte " + same;
    }

    /** Content of exactly the limit is accepted and comes back; the limit is 8 MiB unless set otherwise. */
    @Test
    default void JSON_01_content_of_8_MiB_comes_back() {
        rule("JSON-01", t -> {
            ResourceKey key = t.key("Patient");
            Content content = t.content(8 << 20);
            t.first().create(t.tenant(), key, content);
            equal(
                    "the content",
                    content,
                    present("read", t.second().read(t.tenant(), key)).content());
        });
    }

    /** Bytes and trees that went in, or came out, belong to the caller: changing them changes nothing stored. */
    @Test
    default void JSON_02_nothing_that_the_caller_changes_is_stored() {
        rule("JSON-02", t -> {
            ResourceKey key = t.key("Patient");
            String text = "{\"name\":\"Ada\",\"list\":[1,2,{\"deep\":true}]}";
            byte[] given = text.getBytes(StandardCharsets.UTF_8);
            StoredResource created = t.first().create(t.tenant(), key, Content.of(given));
            Arrays.fill(given, (byte) ' ');
            requireText(t, key, "1", text);
            ObjectNode tree = JsonNodeFactory.instance.objectNode().put("name", "Ada");
            t.first().update(t.tenant(), key, Content.of(tree));
            tree.put("name", "Eve").put("more", 1);
            requireText(t, key, "2", "{\"name\":\"Ada\"}");
            for (VersionedStorage storage : List.of(t.first(), t.second())) {
                for (Revision revision : List.of(
                        created,
                        present("read", storage.read(t.tenant(), key)),
                        present("vread", storage.vread(t.tenant(), key, "1")))) {
                    damage(((StoredResource) revision).content());
                }
                requireText(t, key, "1", text);
                requireText(t, key, "2", "{\"name\":\"Ada\"}");
            }
            equal("the content of what create gave", text, created.content().json());
        });
    }

    private static void damage(Content content) {
        Arrays.fill(content.bytes(), (byte) 'x');
        JsonNode tree = content.toJsonNode();
        ((ObjectNode) tree).removeAll().put("damaged", true);
        refused(
                ReadOnlyBufferException.class,
                "a write into the content's buffer",
                () -> content.asReadOnlyByteBuffer().put((byte) 'x'));
    }

    private static void requireText(Trial t, ResourceKey key, String version, String text) {
        for (VersionedStorage storage : List.of(t.first(), t.second())) {
            Revision revision = present("vread", storage.vread(t.tenant(), key, version));
            that(
                    "version " + version + " is unchanged",
                    revision instanceof StoredResource resource
                            && resource.content().json().equals(text),
                    revision);
        }
    }

    /** Revisions share nothing: the next one's content is not the last one's changed in place. */
    @Test
    default void JSON_02_revisions_share_no_structure() {
        rule("JSON-02", t -> {
            ResourceKey key = t.key("Patient");
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            for (int i = 1; i <= 5; i++) {
                tree.put("n", i);
                t.either(i).createOrUpdate(t.tenant(), key, Content.of(tree));
            }
            for (int i = 1; i <= 5; i++) {
                requireText(t, key, Integer.toString(i), "{\"n\":" + i + "}");
            }
        });
    }

    /** What was read stays as it was, whatever is read and written after it: nothing is handed out that is used again. */
    @Test
    default void JSON_02_what_was_read_is_not_changed_by_later_calls() {
        rule("JSON-02", t -> {
            ResourceKey key = t.key("Patient");
            List<String> written = new ArrayList<>();
            List<Revision> read = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                String text = "{\"number\":" + i + "}";
                t.either(i).createOrUpdate(t.tenant(), key, Content.of(text));
                for (VersionedStorage storage : List.of(t.first(), t.second())) {
                    written.add(text);
                    read.add(present("read", storage.read(t.tenant(), key)));
                    written.add(text);
                    read.add(present("vread", storage.vread(t.tenant(), key, "" + i)));
                }
            }
            equal(
                    "the texts of what was read before",
                    written,
                    read.stream()
                            .map(revision ->
                                    ((StoredResource) revision).content().json())
                            .toList());
        });
    }

    /** What is no JSON object in strict UTF-8, names a name twice, or is too deep never becomes content. */
    @Test
    default void JSON_03_what_is_no_content_is_InvalidContent() {
        rule("JSON-03", t -> {
            ResourceKey key = t.key("Patient");
            for (Map.Entry<String, byte[]> each : JsonText.refused().entrySet()) {
                InvalidContentException refusal = refused(
                        InvalidContentException.class,
                        "content that is " + each.getKey(),
                        () -> t.first().create(t.tenant(), key, Content.of(each.getValue())));
                that(
                        "the message says what is wrong, and nothing of the content",
                        !Secrets.leak(refusal.getMessage()),
                        refusal);
            }
            for (String text : List.of("{\"a\":\"\ud800\"}", "{\"a\":\"\udc00\ud800\"}", "{\"\udfff\":1}")) {
                refused(
                        InvalidContentException.class,
                        "text with an unpaired surrogate",
                        () -> t.first().create(t.tenant(), key, Content.of(text)));
            }
            Expect.empty("head", t.first().head(t.tenant(), key));
        });
    }

    /** Content above the storage's limits is refused by every operation that writes content, and nothing is written. */
    @Test
    default void JSON_03_content_above_a_limit_is_refused_by_every_write() {
        rule("JSON-03", t -> {
            VersionedStorage small =
                    t.open(t.options().contentLimit(200).depthLimit(3).build());
            Content large = t.content(201);
            Content deep = Content.of("{\"a\":{\"b\":{\"c\":[]}}}");
            ResourceKey key = t.key("Patient");
            ResourceKey deleted = t.key("Patient");
            small.create(t.tenant(), key, t.content(200));
            small.update(t.tenant(), key, Content.of("{\"a\":{\"b\":[]}}"));
            small.create(t.tenant(), deleted, t.content(200));
            small.delete(t.tenant(), deleted);
            Snapshot before = Snapshot.of(t);
            for (Content content : List.of(large, deep)) {
                refuse(() -> small.create(t.tenant(), "Patient", content));
                refuse(() -> small.create(t.tenant(), t.key("Patient", "fresh"), content));
                refuse(() -> small.createIfNotLive(t.tenant(), deleted, content));
                refuse(() -> small.createOrUpdate(t.tenant(), key, content));
                refuse(() -> small.update(t.tenant(), key, content));
                refuse(() -> small.updateWithMatch(t.tenant(), key, "2", content));
                refuse(() -> small.updateWithMatch(t.tenant(), key, "7", content));
                refuse(() -> small.write(t.tenant(), Write.update(key.type(), key.id(), content)));
                if (t.declares(Capability.ATOMIC_BATCH)) {
                    refuse(() -> small.writeBatch(
                            t.tenant(),
                            List.of(
                                    Write.update(key.type(), key.id(), t.content(150)),
                                    Write.create("Patient", content))));
                }
            }
            before.requireUnchanged(t, "writes of content above a limit");
            equal(
                    "a larger limit elsewhere",
                    3L,
                    t.first().update(t.tenant(), key, large).version());
        });
    }

    /** The default limit is 8 MiB, and one byte more is refused. */
    @Test
    default void JSON_03_content_of_8_MiB_and_a_byte_is_refused() {
        rule("JSON-03", t -> {
            ResourceKey key = t.key("Patient");
            Content content = t.content((8 << 20) + 1);
            refuse(() -> t.first().create(t.tenant(), key, content));
            refuse(() -> t.second().createOrUpdate(t.tenant(), key, content));
            Expect.empty("head", t.first().head(t.tenant(), key));
        });
    }

    private static void refuse(Expect.Call call) {
        InvalidContentException refusal = refused(InvalidContentException.class, "content above a limit", call);
        that("the refusal is final and known", !refusal.isRetryable() && !refusal.isOutcomeUnknown(), refusal);
    }
}
