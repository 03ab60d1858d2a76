package dev.verso.engine;

import dev.verso.ResourceKey;
import dev.verso.StorageException;
import dev.verso.TenantContext;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DEBUG line for each write that was refused or is tried again; never content, never who the caller is. */
final class WriteLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.verso.write");

    private WriteLog() {}

    static <E extends StorageException> E refused(PlannedWrite write, E refusal) {
        return refused(operation(write), write.context(), write.key(), write.writeId(), refusal);
    }

    static <E extends StorageException> E refused(
            String operation, TenantContext context, ResourceKey key, UUID writeId, E refusal) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "Refused {} of {} (write {}, {}): {}",
                    operation,
                    key,
                    writeId,
                    correlation(context),
                    refusal.getClass().getSimpleName());
        }
        return refusal;
    }

    /** One line for the whole batch; the refusal's message names the entry that it is about. */
    static <E extends StorageException> E refused(List<PlannedWrite> batch, E refusal) {
        if (LOG.isDebugEnabled()) {
            PlannedWrite first = batch.get(0);
            LOG.debug(
                    "Refused a batch of {} (first write {}, {}): {}: {}",
                    batch.size(),
                    first.writeId(),
                    correlation(first.context()),
                    refusal.getClass().getSimpleName(),
                    refusal.getMessage());
        }
        return refusal;
    }

    static void triedAgain(PlannedWrite write, int tries) {
        triedAgain(operation(write), write.context(), write.key(), write.writeId(), tries);
    }

    static void triedAgain(String operation, TenantContext context, ResourceKey key, UUID writeId, int tries) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "Lost a race with {} of {} (write {}, {}); this is try {}",
                    operation,
                    key,
                    writeId,
                    correlation(context),
                    tries);
        }
    }

    private static String operation(PlannedWrite write) {
        return write.write().getClass().getSimpleName();
    }

    private static String correlation(TenantContext context) {
        return context.correlationId().map(id -> "correlation " + id).orElse("no correlation id");
    }
}
