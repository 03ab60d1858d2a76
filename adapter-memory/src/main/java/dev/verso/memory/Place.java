package dev.verso.memory;

import dev.verso.spi.HistoryRequest;
import java.util.Comparator;

/** A place in the order of histories: lastUpdated, then type, id and version, byte-wise, which ASCII text has (HIS-02). */
interface Place {

    Comparator<Place> ORDER = Place::compare;

    long lastUpdated();

    String type();

    String id();

    long version();

    private static int compare(Place one, Place other) {
        int order = Long.compare(one.lastUpdated(), other.lastUpdated());
        if (order == 0) {
            order = one.type().compareTo(other.type());
        }
        if (order == 0) {
            order = one.id().compareTo(other.id());
        }
        return order == 0 ? Long.compare(one.version(), other.version()) : order;
    }

    /** The place right before every revision of this time, since no type and no id is empty. */
    static Place before(long lastUpdated) {
        return new Point(lastUpdated, "", "", 0);
    }

    static Place of(HistoryRequest.Position position) {
        return new Point(Micros.of(position.lastUpdated()), position.type(), position.id(), position.version());
    }

    /** A place that no revision needs to have. */
    record Point(long lastUpdated, String type, String id, long version) implements Place {}
}
