package dev.verso.tck.store;

import dev.verso.Content;
import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Reads of keys one by one, and that what is read is what was written. */
interface ReadRules extends StoreChapter {

    /** Characters of keys that a pattern, a path, a delimiter or a collation makes something else of. */
    List<String> AWKWARD = List.of(
            "a",
            "A",
            "a.b",
            "a-b",
            "a_b",
            "a~b",
            "aXb",
            "a.",
            "a..",
            ".a",
            "-",
            "_",
            "~",
            "0",
            "00",
            "1e1",
            "null",
            "a".repeat(127),
            "a".repeat(128),
            "A".repeat(128),
            "a".repeat(127) + "b");

    /** The shortest, the longest, and one of every character. */
    @Test
    default void KEY_01_every_allowed_character_and_length_makes_a_key() {
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
        trial().key(all, all).create();
        trial().key("T".repeat(128), "i".repeat(128)).create();
        trial().key("0", "0").create();
    }

    /** By case, by a pattern character, by where type and id part, by the last of 128 characters. */
    @Test
    default void KEY_02_keys_that_differ_anywhere_are_different() {
        int writes = 0;
        for (String id : AWKWARD) {
            KeyModel key = trial().key(id);
            key.create();
            for (int i = 0; i < writes % 3; i++) {
                key.update();
            }
            writes++;
        }
        trial().key("a", "b.c").create();
        trial().key("a.b", "c").create();
        trial().key("a-b", "c").create();
        trial().key("a", "b-c").create();
        trial().key("PATIENT", "a").create();
        trial().key("patient", "a").create();
    }

    /** Names that are one only if the parts are joined, or told apart by case. */
    @Test
    default void TEN_01_a_key_of_another_tenant_is_not_seen() {
        KeyModel key = trial().key("p1");
        RevisionStore store = trial().store();
        Require.equal(Optional.empty(), store.head(key.key(), Detail.CONTENT), "The head of an absent key");
        Require.equal(Optional.empty(), store.revision(key.key(), 1), "Version 1 of an absent key");
        Require.equal(Map.of(), store.heads(List.of(key.key()), Detail.CONTENT), "The heads of an absent key");
        key.append(key.put(new Condition.LiveAt(2)));
        key.append(key.delete(new Condition.Live()));
        key.create();
        key.append(key.put(new Condition.LiveAt(2)));
    }

    /** Past 9 and past 99. */
    @Test
    default void VER_04_versions_are_ordered_as_numbers() {
        KeyModel key = trial().key("p1");
        key.create();
        for (int i = 2; i <= 101; i++) {
            key.update();
            Require.equal((long) i, key.headMetadata().orElseThrow().version(), "The head's version");
        }
    }

    /** No number of 32 or 53 bits stands for another. */
    @Test
    default void VER_05_every_version_is_found_and_no_other() {
        KeyModel key = trial().key("p1", StartState.DELETED_AGAIN);
        key.restore();
        for (RevisionRecord revision : key.life()) {
            long version = revision.metadata().version();
            Require.equal(Optional.of(revision), trial().store().revision(key.key(), version), "Version " + version);
        }
        for (long version : new long[] {
            key.last() + 1, key.last() + 2, (1L << 32) + 1, (1L << 53) + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE
        }) {
            Require.equal(Optional.empty(), trial().store().revision(key.key(), version), "Version " + version);
        }
    }

    /** Updates, deletions and restores come after it. */
    @Test
    default void VER_05_a_revision_is_not_changed_by_later_ones() {
        KeyModel key = trial().key("p1");
        RevisionRecord first = key.create();
        for (int i = 0; i < 3; i++) {
            key.update();
            key.remove();
            key.restore();
            Require.equal(Optional.of(first), trial().store().revision(key.key(), 1), "Version 1");
        }
    }

    /** The head of a key and of several. */
    @Test
    default void VER_07_reads_without_content_tell_the_same_but_content() {
        for (StartState state : List.of(StartState.UPDATED, StartState.DELETED, StartState.RESTORED)) {
            KeyModel key = trial().key(state.name(), state);
            Require.equal(
                    key.head().map(Walks::bare),
                    trial().store().head(key.key(), Detail.METADATA),
                    "The head without content");
            Require.equal(
                    Map.of(key.key(), Walks.bare(key.head().orElseThrow())),
                    Map.copyOf(trial().store().heads(List.of(key.key()), Detail.METADATA)),
                    "The heads without content");
        }
    }

    /** What was acknowledged by one instance is read by all of them at once, also by one that only reads. */
    @Test
    default void LOCK_06_a_read_by_one_instance_sees_what_another_has_written() {
        KeyModel key = trial().key("p1");
        RevisionStore reader = trial().open();
        for (int i = 0; i < 30; i++) {
            Append append = i % 5 == 4 ? key.delete(new Condition.Live()) : key.put(new Condition.Any());
            // In stretches, so that each instance has read without having written since.
            int writer = i / 4;
            AppendOutcome.Appended appended =
                    (AppendOutcome.Appended) trial().store(writer).append(append);
            key.wrote(append, appended.metadata());
            for (RevisionStore store : List.of(trial().store(writer), trial().store(writer + 1), reader)) {
                Require.equal(key.head(), store.head(key.key(), Detail.CONTENT), "The head");
                Require.equal(key.head().map(Walks::bare), store.head(key.key(), Detail.METADATA), "The head, bare");
                Require.equal(key.head(), store.revision(key.key(), key.last()), "The newest revision");
                Require.equal(
                        Map.of(key.key(), key.head().orElseThrow()),
                        Map.copyOf(store.heads(List.of(key.key()), Detail.CONTENT)),
                        "The heads");
                Require.equal(key.head(), store.asOf(key.key(), key.lastTime().orElseThrow()), "As of its time");
                Require.equalLists(
                        key.life(),
                        Walks.history(
                                store, Walks.History.of(new HistoryRequest.OfKey(key.key())), PageBounds.of(1000)),
                        "The history");
            }
        }
    }

    /** A third of the keys is absent, a third deleted. */
    @Test
    default void LST_03_heads_gives_each_key_that_is_not_absent_once() {
        List<ResourceKey> asked = new ArrayList<>();
        Map<ResourceKey, RevisionRecord> expected = new HashMap<>();
        for (int i = 0; i < 120; i++) {
            KeyModel key = trial().key("p" + i);
            asked.add(key.key());
            if (i % 3 > 0) {
                key.create();
                if (i % 3 == 2) {
                    key.remove();
                }
                expected.put(key.key(), key.head().orElseThrow());
            }
        }
        Require.equal(expected, Map.copyOf(trial().store().heads(asked, Detail.CONTENT)), "The heads");
        Require.equal(Map.of(), Map.copyOf(trial().store().heads(List.of(), Detail.CONTENT)), "The heads of no keys");
    }

    /** Texts and ids that a careless store bends. */
    @Test
    default void ERR_05_write_id_and_author_are_stored_with_their_revision() {
        KeyModel key = trial().key("p1");
        Condition any = new Condition.Any();
        for (String author : List.of(
                "Dr. Jos\u00e9 N\u00fa\u00f1ez",
                "'; DROP TABLE x; --",
                "%_\\\"$.{}",
                " spaces ",
                "\ud83d\ude00",
                "x".repeat(256))) {
            for (UUID id : List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(Long.MIN_VALUE, 1), UUID.randomUUID())) {
                Append.Put put = key.put(any);
                key.accept(new Append.Put(put.key(), any, put.content(), Optional.of(author), id, put.now(), false));
            }
            key.accept(new Append.Delete(
                    key.key(), new Condition.Live(), Optional.of(author), trial().writeId(), trial().now()));
        }
        Append.Put put = key.put(any);
        key.accept(new Append.Put(put.key(), any, put.content(), Optional.empty(), put.writeId(), put.now(), false));
    }

    /** White space, spelling of numbers, order, escapes and odd names. */
    @Test
    default void JSON_01_content_comes_back_byte_for_byte() {
        KeyModel key = trial().key("p1");
        for (String json : List.of(
                "{}",
                " \t\r\n{ } \n",
                "{\"a\":1.10,\"b\":1e400,\"c\":-0,\"d\":12345678901234567890,\"e\":1E-5}",
                "{\"z\":1,\"a\":2,\"\":3,\"_id\":4,\"$set\":5,\"a.b\":6}",
                "{\"a\":\"\\u0000\\u0041\\/\\ud83d\\ude00\"}",
                "{\"a\":\"\u00e9 e\u0301 \ud83d\ude00 \u2028 \uffff\"}",
                "{\"n\":" + "9".repeat(5000) + "}",
                "{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}")) {
            Append.Put put = key.put(new Condition.Any());
            RevisionRecord written = key.accept(new Append.Put(
                    put.key(), put.condition(), Content.of(json), put.author(), put.writeId(), put.now(), false));
            Require.equal(
                    Optional.of(json),
                    trial().store()
                            .revision(key.key(), written.metadata().version())
                            .flatMap(RevisionRecord::content)
                            .map(Content::json),
                    "The text of the content");
        }
    }

    /** What was handed out belongs to whoever has it: no later read or write of the store reaches into it. */
    @Test
    default void JSON_02_what_was_read_is_not_changed_by_later_calls() {
        KeyModel key = trial().key("p1");
        List<RevisionRecord> written = new ArrayList<>();
        List<RevisionRecord> read = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RevisionRecord head = key.accept(key.put(new Condition.Any()));
            written.add(head);
            for (int instance = 0; instance < 2; instance++) {
                read.add(trial().store(instance).head(key.key(), Detail.CONTENT).orElseThrow());
                read.add(trial().store(instance)
                        .revision(key.key(), head.metadata().version())
                        .orElseThrow());
            }
        }
        for (int i = 0; i < read.size(); i++) {
            Require.equal(written.get(i / 4), read.get(i), "A revision that was read before");
        }
    }

    /** Up to the 8 MiB that are the default limit. */
    @Test
    default void JSON_03_content_as_large_as_the_backend_states_is_taken() {
        int most = Math.min(trial().capabilities().maxContentBytes(), 8 * 1024 * 1024);
        KeyModel key = trial().key("p1");
        Append.Put put = key.put(new Condition.Absent());
        key.accept(new Append.Put(
                put.key(), put.condition(), trial().content(most), put.author(), put.writeId(), put.now(), false));
    }
}
