package dev.verso.memory;

import dev.verso.RevisionMetadata;
import dev.verso.Versions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of one key at one moment: those of its present life in order of version, after the marker of the erasure
 * before it, if any. Slots below the first row are the emptied ones.
 *
 * <p>Immutable to its readers, though a chain shares its array with those that it grew from and into: a row is written once,
 * beyond the end of every chain that was published before. So an append costs the same at any length.
 */
final class Chain {

    /** The chain of a key that was never written. */
    static final Chain EMPTY = new Chain(new Row[0], 0);

    private static final int FIRST_ROOM = 2;

    private final Row[] rows;
    private final int size;

    private Chain(Row[] rows, int size) {
        this.rows = rows;
        this.size = size;
    }

    /** Gives the chain that has nothing but this row: a marker, and whatever a test needs. */
    static Chain of(Row... rows) {
        return new Chain(rows, rows.length);
    }

    /** Gives this chain and one row more; only under the key's lock, and once for each chain. */
    Chain plus(Row row) {
        Row[] roomy = rows;
        if (size == rows.length) {
            long room = Math.max(FIRST_ROOM, size + (long) size / 2);
            roomy = Arrays.copyOf(rows, (int) Math.min(Revisions.MOST_ROWS, room));
        }
        roomy[size] = row;
        return new Chain(roomy, size + 1);
    }

    /** Gives this chain with a row in the place of the one of its version. */
    Chain with(Row row) {
        Row[] copy = Arrays.copyOf(rows, size);
        copy[index(row.version())] = row;
        return new Chain(copy, size);
    }

    /** Gives all rows, the marker included; also those of a batch that is not committed yet. */
    List<Row> rows() {
        return Collections.unmodifiableList(Arrays.asList(rows).subList(0, size));
    }

    /** Gives the newest row, be it a marker. */
    @Nullable
    Row last() {
        int visible = visible();
        return visible == 0 ? null : rows[visible - 1];
    }

    /** Gives the newest row; none if the key is absent. */
    @Nullable
    Row head() {
        Row last = last();
        return last == null || last.isMarker() ? null : last;
    }

    Optional<RevisionMetadata> headMetadata() {
        return Optional.ofNullable(head()).map(Row::metadata);
    }

    /** Gives the row of a version of the present life. */
    @Nullable
    Row at(long version) {
        Row row = slot(version);
        return row == null || row.isMarker() ? null : row;
    }

    /** Gives the row that a version's slot holds, be it a marker; none if the slot is emptied or not taken yet. */
    @Nullable
    Row slot(long version) {
        int visible = visible();
        boolean held = visible > 0 && version >= rows[0].version() && version <= rows[visible - 1].version();
        return held ? rows[index(version)] : null;
    }

    /** Gives the rows of the present life between two places, both exclusive, in ascending order. */
    List<Row> between(Place lower, Place upper) {
        int visible = visible();
        List<Row> life = Arrays.asList(rows).subList(firstOfLife(visible), visible);
        int from = countUpTo(life, lower, true);
        return life.subList(from, Math.max(from, countUpTo(life, upper, false)));
    }

    /** Gives the versions of the present life, ascending. */
    List<Long> versions() {
        int visible = visible();
        List<Long> versions = new ArrayList<>(visible);
        for (int i = firstOfLife(visible); i < visible; i++) {
            versions.add(rows[i].version());
        }
        return versions;
    }

    /** Counts the slots that were ever taken, emptied ones included. */
    long slots() {
        return size == 0 ? 0 : rows[0].version() - 1 + size;
    }

    boolean isFull(int most) {
        return size >= most;
    }

    boolean isExhausted() {
        return size > 0 && rows[size - 1].version() == Versions.LAST;
    }

    /** Only the last row can be of a batch under way, since the batch holds the key's lock. */
    private int visible() {
        return size > 0 && !rows[size - 1].isCommitted() ? size - 1 : size;
    }

    private int firstOfLife(int visible) {
        return visible > 0 && rows[0].isMarker() ? 1 : 0;
    }

    private int index(long version) {
        return (int) (version - rows[0].version());
    }

    private static int countUpTo(List<Row> rows, Place place, boolean inclusive) {
        int found = Collections.binarySearch(rows, place, Place.ORDER);
        return found < 0 ? -found - 1 : inclusive ? found + 1 : found;
    }
}
