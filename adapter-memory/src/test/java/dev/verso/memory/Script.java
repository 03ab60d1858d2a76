package dev.verso.memory;

import dev.verso.ResourceKey;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.CheckSlice;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.EraseOutcome;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.RevisionRecord;
import dev.verso.spi.RevisionStore;
import dev.verso.spi.Slice;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What shall happen to the calls of a store, one by one; when nothing is left to happen, they are passed on. */
final class Script {

    /** A method that can be tampered with. */
    enum Method {
        APPEND,
        APPEND_ALL,
        HEAD,
        REVISION,
        HISTORY,
        ERASE,
        CHECK,
        CLOSE
    }

    /** What happens to one call, which may be made or not. */
    @FunctionalInterface
    interface Turn {

        Object take(Supplier<?> call);

        /** The call is made. */
        static Turn pass() {
            return Supplier::get;
        }

        /** The call is not made. */
        static Turn fail(RuntimeException thrown) {
            return call -> {
                throw thrown;
            };
        }

        /** The call is made, and its answer lost. */
        static Turn lose(RuntimeException thrown) {
            return call -> {
                call.get();
                throw thrown;
            };
        }

        /** The call is not made, and answered all the same. */
        static Turn answer(Object answer) {
            return call -> answer;
        }

        /** Something else happens first. */
        default Turn after(Runnable first) {
            return call -> {
                first.run();
                return take(call);
            };
        }
    }

    private final Map<Method, Deque<Turn>> next = Collections.synchronizedMap(new EnumMap<>(Method.class));
    private final Map<Method, Turn> always = Collections.synchronizedMap(new EnumMap<>(Method.class));
    private final Map<Method, Integer> calls = Collections.synchronizedMap(new EnumMap<>(Method.class));

    void next(Method method, Turn... turns) {
        next.computeIfAbsent(method, m -> new ArrayDeque<>()).addAll(List.of(turns));
    }

    void always(Method method, Turn turn) {
        always.put(method, turn);
    }

    /** Ends the script, and begins to count anew. */
    void end() {
        next.clear();
        always.clear();
        calls.clear();
    }

    int calls(Method method) {
        return calls.getOrDefault(method, 0);
    }

    @SuppressWarnings("unchecked") // a script that answers with something else is to fail
    private <T> T play(Method method, Supplier<T> call) {
        calls.merge(method, 1, Integer::sum);
        Deque<Turn> turns = next.get(method);
        Turn turn = turns == null || turns.isEmpty() ? always.getOrDefault(method, Turn.pass()) : turns.remove();
        return (T) turn.take(call);
    }

    /** A store that plays this script. */
    RevisionStore over(RevisionStore plain) {
        return new PassedOn(plain) {

            @Override
            public AppendOutcome append(Append append) {
                return play(Method.APPEND, () -> super.append(append));
            }

            @Override
            public BatchOutcome appendAll(List<Append> appends) {
                return play(Method.APPEND_ALL, () -> super.appendAll(appends));
            }

            @Override
            public Optional<RevisionRecord> head(ResourceKey key, Detail detail) {
                return play(Method.HEAD, () -> super.head(key, detail));
            }

            @Override
            public Optional<RevisionRecord> revision(ResourceKey key, long version) {
                return play(Method.REVISION, () -> super.revision(key, version));
            }

            @Override
            public Slice<RevisionRecord, HistoryRequest.Position> history(HistoryRequest request) {
                return play(Method.HISTORY, () -> super.history(request));
            }

            @Override
            public EraseOutcome erase(Erase erase) {
                return play(Method.ERASE, () -> super.erase(erase));
            }

            @Override
            public CheckSlice check(Optional<String> position, int keys) {
                return play(Method.CHECK, () -> super.check(position, keys));
            }

            @Override
            public void close() {
                play(Method.CLOSE, () -> {
                    super.close();
                    return true;
                });
            }
        };
    }
}
