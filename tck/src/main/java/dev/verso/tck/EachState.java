package dev.verso.tck;

import dev.verso.ResourceKey;

/**
 * Three keys, one in each state of the contract's table.
 *
 * @param live at version 1
 * @param deleted with its tombstone at version 2
 * @param absent never written
 */
record EachState(ResourceKey live, ResourceKey deleted, ResourceKey absent) {

    static EachState of(Trial t) {
        EachState keys = new EachState(t.key("Patient"), t.key("Patient"), t.key("Patient"));
        t.first().create(t.tenant(), keys.live, t.content());
        t.first().create(t.tenant(), keys.deleted, t.content());
        t.first().delete(t.tenant(), keys.deleted);
        return keys;
    }
}
