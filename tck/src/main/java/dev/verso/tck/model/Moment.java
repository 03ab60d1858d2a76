package dev.verso.tck.model;

import dev.verso.Revision;
import java.time.Instant;
import java.util.List;

/**
 * An instant near one of a tenant's revisions.
 *
 * @param pick which one
 * @param nanos how far from it
 */
record Moment(int pick, long nanos) {

    Instant of(TenantModel tenant) {
        List<Revision> revisions = tenant.revisions();
        Instant near = revisions.isEmpty()
                ? Time.START
                : revisions.get(Math.floorMod(pick, revisions.size())).lastUpdated();
        return near.plusNanos(nanos);
    }
}
