package dev.verso.tck.model;

import dev.verso.VersionedStorage;
import java.util.List;

/**
 * A command whose versions and instants are known.
 *
 * @param java the call as Java source
 * @param perform makes the call
 * @param predict gives the answers that the contract allows
 */
record Call(String java, Perform perform, Predict predict) {

    /** Makes a call. */
    @FunctionalInterface
    interface Perform {

        Object on(VersionedStorage storage);
    }

    /** Gives the answers that the contract allows, and changes the model accordingly. */
    @FunctionalInterface
    interface Predict {

        List<Answer> after(Seen seen);
    }

    static Call reading(String java, Perform perform, Object expected) {
        return new Call(java, perform, seen -> List.of(Answer.gives(expected)));
    }
}
