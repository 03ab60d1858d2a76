package dev.verso.memory;

import dev.verso.Capability;
import dev.verso.tck.AgreementRules;
import dev.verso.tck.BatchRules;
import dev.verso.tck.CapabilityRules;
import dev.verso.tck.Chapter;
import dev.verso.tck.Check;
import dev.verso.tck.ContentionRules;
import dev.verso.tck.CursorRules;
import dev.verso.tck.DeletionRules;
import dev.verso.tck.ErasedVersionRules;
import dev.verso.tck.ErasureRules;
import dev.verso.tck.ErrorRules;
import dev.verso.tck.FaultCheck;
import dev.verso.tck.FaultRules;
import dev.verso.tck.FeedRules;
import dev.verso.tck.ForgettingRules;
import dev.verso.tck.HistoryRules;
import dev.verso.tck.InstantRules;
import dev.verso.tck.IntegrityRules;
import dev.verso.tck.JsonRules;
import dev.verso.tck.KeyRules;
import dev.verso.tck.LinearizabilityRules;
import dev.verso.tck.ListRules;
import dev.verso.tck.LockRules;
import dev.verso.tck.ModelRules;
import dev.verso.tck.OrderRules;
import dev.verso.tck.PageRules;
import dev.verso.tck.RestoreRules;
import dev.verso.tck.StateTable;
import dev.verso.tck.Subject;
import dev.verso.tck.TenancyRules;
import dev.verso.tck.TimeRules;
import dev.verso.tck.VersionIdRules;
import dev.verso.tck.VersionRules;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.VisibilityRules;
import dev.verso.tck.WriteIdRules;
import dev.verso.tck.fault.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;

/**
 * The kit in one class for each chapter: for mutation testing, which asks JUnit for one check at a time, some ten thousand
 * times, and each time JUnit goes through all methods of the class anew, which in the whole kit takes it ten times as long
 * as the check; and for stores that one chapter or another is worth running on, without a certificate.
 */
abstract class KitByChapter implements Chapter {

    private final Kit kit = new Kit(this);

    /** What the chapter is run on: the memory backend, unless a class says otherwise. */
    Subject subject() {
        return new MemoryTck().subject();
    }

    @BeforeEach
    void noteCheckOfTheKit(TestInfo info, TestReporter reporter) {
        kit.note(info, reporter);
    }

    @Override
    public void rule(String ruleId, Check check) {
        kit.rule(ruleId, check);
    }

    @Override
    public void rule(String ruleId, Capability needed, Check check) {
        kit.rule(ruleId, needed, check);
    }

    @Override
    public void rule(String ruleId, Fault needed, FaultCheck check) {
        kit.rule(ruleId, needed, check);
    }

    private static final class Kit extends VersionedStorageTck {

        private final KitByChapter chapter;

        Kit(KitByChapter chapter) {
            this.chapter = chapter;
        }

        @Override
        protected Subject subject() {
            return chapter.subject();
        }

        void note(TestInfo info, TestReporter reporter) {
            noteCheck(info, reporter);
        }
    }
}

class StateTableMutants extends KitByChapter implements StateTable {}

class KeyMutants extends KitByChapter implements KeyRules {}

class VersionMutants extends KitByChapter implements VersionRules {}

class AgreementMutants extends KitByChapter implements AgreementRules {}

class VersionIdMutants extends KitByChapter implements VersionIdRules {}

class DeletionMutants extends KitByChapter implements DeletionRules {}

class RestoreMutants extends KitByChapter implements RestoreRules {}

class LockMutants extends KitByChapter implements LockRules {}

class ContentionMutants extends KitByChapter implements ContentionRules {}

class LinearizabilityMutants extends KitByChapter implements LinearizabilityRules {}

class FaultMutants extends KitByChapter implements FaultRules {}

class VisibilityMutants extends KitByChapter implements VisibilityRules {}

class TimeMutants extends KitByChapter implements TimeRules {}

class HistoryMutants extends KitByChapter implements HistoryRules {}

class InstantMutants extends KitByChapter implements InstantRules {}

class ListMutants extends KitByChapter implements ListRules {}

class CursorMutants extends KitByChapter implements CursorRules {}

class PageMutants extends KitByChapter implements PageRules {}

class JsonMutants extends KitByChapter implements JsonRules {}

class TenancyMutants extends KitByChapter implements TenancyRules {}

class ErrorMutants extends KitByChapter implements ErrorRules {}

class OrderMutants extends KitByChapter implements OrderRules {}

class WriteIdMutants extends KitByChapter implements WriteIdRules {}

class CapabilityMutants extends KitByChapter implements CapabilityRules {}

class BatchMutants extends KitByChapter implements BatchRules {}

class FeedMutants extends KitByChapter implements FeedRules {}

class ErasureMutants extends KitByChapter implements ErasureRules {}

class ErasedVersionMutants extends KitByChapter implements ErasedVersionRules {}

class ForgettingMutants extends KitByChapter implements ForgettingRules {}

class IntegrityMutants extends KitByChapter implements IntegrityRules {}

class ModelMutants extends KitByChapter implements ModelRules {}
