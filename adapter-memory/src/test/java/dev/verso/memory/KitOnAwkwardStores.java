package dev.verso.memory;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.tck.BatchRules;
import dev.verso.tck.CapabilityRules;
import dev.verso.tck.CursorRules;
import dev.verso.tck.DeletionRules;
import dev.verso.tck.ErasedVersionRules;
import dev.verso.tck.ErasureRules;
import dev.verso.tck.FeedRules;
import dev.verso.tck.HistoryRules;
import dev.verso.tck.InstantRules;
import dev.verso.tck.IntegrityRules;
import dev.verso.tck.ListRules;
import dev.verso.tck.LockRules;
import dev.verso.tck.OrderRules;
import dev.verso.tck.PageRules;
import dev.verso.tck.RestoreRules;
import dev.verso.tck.StateTable;
import dev.verso.tck.Subject;
import dev.verso.tck.TimeRules;
import dev.verso.tck.WriteIdRules;
import java.util.Map;
import java.util.UUID;

/** Chapters of the kit on a store whose answers are lost: each write is settled, and the kit must notice nothing. */
abstract class KitOnLostAnswers extends KitByChapter {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();
    private static final Map<UUID, Integer> SENT = LostAnswers.count();

    @Override
    Subject subject() {
        return Subject.of(
                        "memory, answers lost",
                        "0.1.0",
                        options -> VersionedStorage.over(new LostAnswers(BACKEND.sibling(), SENT), Brisk.of(options)))
                .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }
}

class StateTableOnLostAnswersTck extends KitOnLostAnswers implements StateTable {}

class DeletionOnLostAnswersTck extends KitOnLostAnswers implements DeletionRules {}

class RestoreOnLostAnswersTck extends KitOnLostAnswers implements RestoreRules {}

class BatchOnLostAnswersTck extends KitOnLostAnswers implements BatchRules {}

class TimeOnLostAnswersTck extends KitOnLostAnswers implements TimeRules {}

/**
 * Chapters of the kit on a store that loses races and does not tell to what: each write is tried again, or judged by another
 * look, and the kit must notice nothing.
 */
abstract class KitOnLostRaces extends KitByChapter {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();
    private static final Map<UUID, Integer> TRIES = LostRaces.count();

    @Override
    Subject subject() {
        return Subject.of(
                        "memory, races lost",
                        "0.1.0",
                        options -> VersionedStorage.over(new LostRaces(BACKEND.sibling(), TRIES), Brisk.of(options)))
                .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }
}

class StateTableOnLostRacesTck extends KitOnLostRaces implements StateTable {}

class DeletionOnLostRacesTck extends KitOnLostRaces implements DeletionRules {}

class RestoreOnLostRacesTck extends KitOnLostRaces implements RestoreRules {}

class LockOnLostRacesTck extends KitOnLostRaces implements LockRules {}

class WriteIdOnLostRacesTck extends KitOnLostRaces implements WriteIdRules {}

class BatchOnLostRacesTck extends KitOnLostRaces implements BatchRules {}

class ErasureOnLostRacesTck extends KitOnLostRaces implements ErasureRules {}

class ErasedVersionOnLostRacesTck extends KitOnLostRaces implements ErasedVersionRules {}

/** Chapters of the kit on a store whose pages are short: whoever walks must notice nothing. */
abstract class KitOnShortPages extends KitByChapter {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();

    @Override
    Subject subject() {
        return Subject.of(
                        "memory, short pages",
                        "0.1.0",
                        options -> VersionedStorage.over(new ShortPages(BACKEND.sibling()), options))
                .declares(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);
    }
}

class RestoreOnShortPagesTck extends KitOnShortPages implements RestoreRules {}

class HistoryOnShortPagesTck extends KitOnShortPages implements HistoryRules {}

class InstantOnShortPagesTck extends KitOnShortPages implements InstantRules {}

class ListOnShortPagesTck extends KitOnShortPages implements ListRules {}

class CursorOnShortPagesTck extends KitOnShortPages implements CursorRules {}

class PageOnShortPagesTck extends KitOnShortPages implements PageRules {}

class WriteIdOnShortPagesTck extends KitOnShortPages implements WriteIdRules {}

class FeedOnShortPagesTck extends KitOnShortPages implements FeedRules {}

class IntegrityOnShortPagesTck extends KitOnShortPages implements IntegrityRules {}

/** Chapters of the kit on a store that declares nothing, though it could do it all: the engine refuses (CAP-02). */
abstract class KitOnNothingOptional extends KitByChapter {

    private static final MemoryRevisionStore BACKEND = MemoryRevisionStore.create();

    @Override
    Subject subject() {
        return Subject.of(
                "memory, nothing optional",
                "0.1.0",
                options -> VersionedStorage.over(new NothingOptional(BACKEND.sibling()), options));
    }
}

class ListOnNothingOptionalTck extends KitOnNothingOptional implements ListRules {}

class BatchOnNothingOptionalTck extends KitOnNothingOptional implements BatchRules {}

class FeedOnNothingOptionalTck extends KitOnNothingOptional implements FeedRules {}

class ErasureOnNothingOptionalTck extends KitOnNothingOptional implements ErasureRules {}

class CapabilityOnNothingOptionalTck extends KitOnNothingOptional implements CapabilityRules {}

class OrderOnNothingOptionalTck extends KitOnNothingOptional implements OrderRules {}
