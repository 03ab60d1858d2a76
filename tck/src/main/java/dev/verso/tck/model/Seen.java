package dev.verso.tck.model;

import dev.verso.Revision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the storage itself may choose, as it was seen: the id of a creation without one, and write ids. What is chosen must
 * be fresh; in the place of anything else stands what no storage gives, so that the answers differ.
 */
record Seen(List<Revision> revisions, Optional<UUID> receipt, Set<UUID> usedWriteIds) {

    private static final UUID NONE = new UUID(0, 0);

    String id(int index, TenantModel model) {
        return at(index)
                .map(revision -> revision.key().id())
                .filter(id -> id.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"))
                .filter(id ->
                        model.keys().stream().noneMatch(key -> key.key().id().equals(id)))
                .orElse("a-fresh-UUIDv7-" + index);
    }

    UUID writeId(int index) {
        return fresh(at(index).map(Revision::writeId));
    }

    UUID receiptId() {
        return fresh(receipt);
    }

    private UUID fresh(Optional<UUID> seen) {
        return seen.filter(id -> !usedWriteIds.contains(id)).orElse(NONE);
    }

    private Optional<Revision> at(int index) {
        return index < revisions.size() ? Optional.of(revisions.get(index)) : Optional.empty();
    }
}
