package dev.verso.memory;

import dev.verso.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a store must answer about one key if one operation runs at a time, in the simplest code there is. */
public final class NaiveKey {

    /** The change of every version. */
    private final List<Change> changes = new ArrayList<>();

    /** Where the present life begins. */
    private int first = 1;

    public String put() {
        return putIf(true);
    }

    public String create() {
        return putIf(last() == 0);
    }

    public String match(int version) {
        return putIf(isLive() && last() == version);
    }

    public String delete() {
        return addIf(isLive(), Change.DELETE);
    }

    public String erase() {
        List<Integer> erased = lifetime();
        if (last() > 0) {
            changes.add(Change.ERASURE);
            first = changes.size() + 1;
        }
        return "erased " + erased;
    }

    public String head() {
        return revision(last());
    }

    public String revision(int version) {
        return version < first || version > changes.size() ? "nothing" : version + " " + changes.get(version - 1);
    }

    public String versions() {
        return lifetime().toString();
    }

    public String list() {
        return isLive() ? head() : "nothing";
    }

    private String putIf(boolean condition) {
        return addIf(condition, last() == 0 ? Change.CREATE : isLive() ? Change.UPDATE : Change.RESTORE);
    }

    private String addIf(boolean condition, Change change) {
        if (!condition) {
            return "refused by " + head();
        }
        changes.add(change);
        return "appended " + head();
    }

    private int last() {
        return changes.size() < first ? 0 : changes.size();
    }

    private boolean isLive() {
        return last() > 0 && changes.get(last() - 1) != Change.DELETE;
    }

    private List<Integer> lifetime() {
        return IntStream.rangeClosed(first, changes.size()).boxed().collect(Collectors.toList());
    }
}
