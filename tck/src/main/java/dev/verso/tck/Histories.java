package dev.verso.tck;

import dev.verso.HistoryQuery;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/** Makes histories to look at, and gives what they must show. */
final class Histories {

    private Histories() {}

    /** Writes a revision of each change to a key, by both instances; gives them oldest first. */
    static List<Revision> oneOfEach(Trial t, ResourceKey key) {
        List<Revision> revisions = new ArrayList<>();
        revisions.add(t.first().create(t.tenant(), key, t.content()));
        revisions.add(t.second().update(t.tenant(), key, t.content()));
        revisions.add(t.first().updateWithMatch(t.tenant(), key, "2", t.content()));
        revisions.add(t.second().delete(t.tenant(), key));
        revisions.add(t.first().restore(t.tenant(), key, "1"));
        revisions.add(t.second().createOrUpdate(t.tenant(), key, t.content()).resource());
        revisions.add(t.first().deleteWithMatch(t.tenant(), key, "6"));
        revisions.add(t.second().createIfNotLive(t.tenant(), key, t.content()));
        return revisions;
    }

    /**
     * Writes several revisions of keys of three types while the clock stands still, so that most timestamps are shared;
     * gives all of them in the contract's order, oldest first.
     */
    static List<Revision> crowded(Trial t) {
        List<Revision> revisions = new ArrayList<>();
        List<ResourceKey> keys = new ArrayList<>();
        for (String type : List.of("beta", "Alphb", "Alpha")) {
            for (String id : List.of("b", "a", "B", "a.b", "10", "9")) {
                keys.add(t.key(type, id));
            }
        }
        Collections.shuffle(keys, t.random());
        for (ResourceKey key : keys) {
            revisions.add(t.either(revisions.size()).create(t.tenant(), key, t.content()));
        }
        for (int i = 0; i < keys.size(); i += 2) {
            revisions.add(t.first().update(t.tenant(), keys.get(i), t.content()));
        }
        for (int i = 0; i < keys.size(); i += 3) {
            revisions.add(t.second().delete(t.tenant(), keys.get(i)));
        }
        for (int i = 0; i < keys.size(); i += 6) {
            revisions.add(t.first().restore(t.tenant(), keys.get(i)));
        }
        revisions.sort(Walk.OLDEST_FIRST);
        return revisions;
    }

    static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Requires that a key has exactly these versions, however it is looked at. */
    static void requireVersions(Trial t, ResourceKey key, long first, long last) {
        List<String> versions =
                LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
        Expect.equal("listVersions", versions, t.second().listVersions(t.tenant(), key));
        List<String> history = t.second()
                .historyStream(
                        t.tenant(),
                        HistoryQuery.ofResource(key.type(), key.id()).oldestFirst())
                .map(Revision::versionId)
                .toList();
        Expect.equal("the versions in the history, oldest first", versions, history);
        Expect.equal(
                "the head's version",
                last,
                Expect.present("head", t.second().head(t.tenant(), key)).version());
    }
}
