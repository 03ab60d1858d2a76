package dev.verso.tck.lin;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What happened to some keys: every operation, and what the keys held when all was over.
 *
 * <p>Immutable and thread-safe.
 *
 * @param seed the seed of the script that was played, to play it again; 0 if there is none
 * @param notes what else is worth keeping, such as the adapter's name and version; no content, no secrets
 * @param operations the operations, in any order
 * @param audits one audit for each key of an operation; keys without operations are allowed
 */
public record History(long seed, Map<String, String> notes, List<Operation> operations, List<Audit> audits) {

    /**
     * Copies the parts and checks that they belong together.
     *
     * @throws IllegalArgumentException if a key has operations and no audit, or two audits, or if two operations have
     *     one write id
     */
    public History {
        notes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(notes));
        operations = List.copyOf(operations);
        audits = List.copyOf(audits);
        Set<String> audited = new HashSet<>();
        for (Audit audit : audits) {
            if (!audited.add(audit.key())) {
                throw new IllegalArgumentException("Key " + audit.key() + " has two audits");
            }
        }
        Set<UUID> issued = new HashSet<>();
        for (Operation operation : operations) {
            if (!audited.contains(operation.key())) {
                throw new IllegalArgumentException("Key " + operation.key() + " has operations and no audit");
            }
            if (operation.call().writeId().filter(id -> !issued.add(id)).isPresent()) {
                throw new IllegalArgumentException("Two operations have the write id "
                        + operation.call().writeId().get() + "; each write needs one of its own");
            }
        }
    }
}
