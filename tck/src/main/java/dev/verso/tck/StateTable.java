package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.VersionedStorage;
import dev.verso.Write;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract's table of states and operations, cell by cell: the exact outcome with its facts, proof that a refused write
 * left no trace, and that an accepted one left exactly one revision, seen alike by the other instance.
 *
 * <p>Each row is judged by the rule that it is about.
 */
public interface StateTable extends Chapter {

    /**
     * The table's columns as a key gets into them without an erasure: absent, live, deleted, and live again.
     *
     * @param operation the row
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.verso.tck.Table#operations")
    default void VER_03_table_of_operations_by_state(String operation) {
        Row row = Table.row(operation);
        run(row, t -> judge(t, row, false));
    }

    /**
     * The same columns for a key that was erased: absent, born again, and deleted again.
     *
     * @param operation the row
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.verso.tck.Table#operations")
    default void VER_03_table_of_operations_by_state_after_an_erasure(String operation) {
        Row row = Table.row(operation);
        if (Table.needed(row).isPresent() && Table.needed(row).get() != Capability.ERASURE) {
            rule(row.rule(), Capability.ERASURE, t -> {
                if (t.declares(Table.needed(row).get())) {
                    judge(t, row, true);
                } else {
                    new Undeclared(t, Table.needed(row).get()).check();
                }
            });
        } else {
            rule(row.rule(), Capability.ERASURE, t -> judge(t, row, true));
        }
    }

    /**
     * Each write of the table as the one entry of an atomic batch: the same outcome (BAT-02, BAT-03).
     *
     * @param operation the row
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.verso.tck.Table#entries")
    default void BAT_02_table_of_batch_entries_by_state(String operation) {
        Row row = Table.row(operation);
        rule("BAT-02", Capability.ATOMIC_BATCH, t -> {
            for (Situation.State state : Situation.State.values()) {
                if (!state.afterErasure || t.declares(Capability.ERASURE)) {
                    Situation x = Situation.of(t, state);
                    Write entry = row.write().orElseThrow().apply(x).withWriteId(x.writeId);
                    row.cell(state.kind)
                            .judge(
                                    x,
                                    "a batch of " + row.name() + " on " + x,
                                    true,
                                    () -> t.first().writeBatch(x.tenant, List.of(entry)));
                }
            }
        });
    }

    private void run(Row row, Check check) {
        Table.needed(row).ifPresentOrElse(needed -> rule(row.rule(), needed, check), () -> rule(row.rule(), check));
    }

    private static void judge(Trial t, Row row, boolean afterErasure) throws Exception {
        for (Situation.State state : Situation.State.values()) {
            if (state.afterErasure == afterErasure) {
                VersionedStorage storage = t.either(state.ordinal());
                Situation x = Situation.of(t, state);
                row.cell(state.kind)
                        .judge(
                                x,
                                row.name() + " on " + x,
                                false,
                                () -> row.named().apply(storage, x));
                if (row.write().isPresent()) {
                    asValue(Situation.of(t, state), row, storage, row.write().get());
                }
            }
        }
    }

    private static void asValue(Situation x, Row row, VersionedStorage storage, Function<Situation, Write> write)
            throws Exception {
        row.cell(x.state.kind)
                .judge(
                        x,
                        "write of " + row.name() + " on " + x,
                        true,
                        () -> storage.write(x.tenant, write.apply(x).withWriteId(x.writeId)));
    }
}
