package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.spi.Condition;

/** The states that a key can be in, told apart by the way that led there. */
enum StartState {
    ABSENT(false),
    CREATED(false),
    UPDATED(false),
    DELETED(false),
    RESTORED(false),
    DELETED_AGAIN(false),
    ERASED(true),
    ERASED_WHEN_DELETED(true),
    ERASED_TWICE(true),
    REBORN(true),
    REBORN_AND_UPDATED(true),
    REBORN_AND_DELETED(true),
    PARTLY_ERASED(true),
    PARTLY_ERASED_AND_DELETED(true);

    private final boolean erasure;

    StartState(boolean erasure) {
        this.erasure = erasure;
    }

    /** Whether the way there needs {@link Capability#ERASURE}. */
    boolean needsErasure() {
        return erasure;
    }

    /** Brings a key that was never used into this state. */
    void bring(KeyModel key) {
        switch (this) {
            case ABSENT -> Require.equal(0L, key.last(), "The slots of a fresh key");
            case CREATED -> key.create();
            case UPDATED -> {
                key.create();
                key.update();
                key.accept(key.put(new Condition.Live()));
            }
            case DELETED -> {
                key.create();
                key.remove();
            }
            case RESTORED -> {
                DELETED.bring(key);
                key.restore();
            }
            case DELETED_AGAIN -> {
                RESTORED.bring(key);
                key.accept(key.delete(new Condition.Live()));
            }
            case ERASED -> {
                UPDATED.bring(key);
                key.erase();
            }
            case ERASED_WHEN_DELETED -> {
                DELETED.bring(key);
                key.erase();
            }
            case ERASED_TWICE -> {
                REBORN.bring(key);
                key.erase();
            }
            case REBORN -> {
                ERASED.bring(key);
                key.create();
            }
            case REBORN_AND_UPDATED -> {
                REBORN.bring(key);
                key.update();
            }
            case REBORN_AND_DELETED -> {
                REBORN_AND_UPDATED.bring(key);
                key.remove();
            }
            case PARTLY_ERASED -> {
                UPDATED.bring(key);
                key.erase(1);
            }
            case PARTLY_ERASED_AND_DELETED -> {
                PARTLY_ERASED.bring(key);
                key.remove();
            }
        }
    }
}
