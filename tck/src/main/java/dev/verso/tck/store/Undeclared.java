package dev.verso.tck.store;

import dev.verso.Capability;
import dev.verso.HistoryQuery.Order;
import dev.verso.UnsupportedCapabilityException;
import dev.verso.spi.Condition;
import dev.verso.spi.Detail;
import dev.verso.spi.Erase;
import dev.verso.spi.FeedPosition;
import dev.verso.spi.HistoryRequest;
import dev.verso.spi.PageBounds;
import dev.verso.spi.RevisionStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What must happen where a capability is not declared: its primitives refuse, and do nothing (CAP-02). */
final class Undeclared {

    private Undeclared() {}

    static void refuses(StoreTrial trial, Capability capability) {
        KeyModel key = trial.key("undeclared", StartState.UPDATED);
        KeyModel absent = trial.key("absent");
        RevisionStore store = trial.store();
        PageBounds page = PageBounds.of(10);
        Map<String, Runnable> calls = new LinkedHashMap<>();
        switch (capability) {
            case SCANS -> {
                calls.put("list", () -> store.list(trial.home().id(), "Patient", Optional.empty(), page));
                calls.put("count of a type", () -> store.count(trial.home().id(), Optional.of("Patient")));
                calls.put("count of a tenant", () -> store.count(trial.home().id(), Optional.empty()));
                calls.put(
                        "history of a type",
                        () -> store.history(
                                request(new HistoryRequest.OfType(trial.home().id(), "Patient"))));
                calls.put(
                        "history of a tenant",
                        () -> store.history(
                                request(new HistoryRequest.OfTenant(trial.home().id()))));
            }
            case ATOMIC_BATCH -> {
                calls.put("appendAll of one", () -> store.appendAll(List.of(key.put(new Condition.Any()))));
                calls.put(
                        "appendAll of two",
                        () -> store.appendAll(
                                List.of(absent.put(new Condition.Any()), key.delete(new Condition.Live()))));
            }
            case CHANGE_FEED -> {
                calls.put("changes from the oldest", () -> changes(trial, store, new FeedPosition.Oldest()));
                calls.put("changes from now", () -> changes(trial, store, new FeedPosition.Now()));
                calls.put("changes after a token", () -> changes(trial, store, new FeedPosition.After("1")));
            }
            case ERASURE -> {
                calls.put(
                        "erase of a key",
                        () -> store.erase(new Erase(key.key(), OptionalLong.empty(), trial.writeId(), trial.now())));
                calls.put(
                        "erase of a version",
                        () -> store.erase(new Erase(key.key(), OptionalLong.of(1), trial.writeId(), trial.now())));
            }
            default -> throw new IllegalArgumentException(capability + " has no primitives of its own");
        }
        calls.forEach((name, call) -> {
            UnsupportedCapabilityException refusal =
                    Require.thrown(UnsupportedCapabilityException.class, call, name + ", without " + capability + ",");
            Require.equal(capability, refusal.capability(), "The capability that " + name + " names");
        });
    }

    private static void changes(StoreTrial trial, RevisionStore store, FeedPosition position) {
        store.changes(trial.home().id(), position, PageBounds.of(10));
    }

    private static HistoryRequest request(HistoryRequest.Scope scope) {
        return new HistoryRequest(
                scope,
                Order.NEWEST_FIRST,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PageBounds.of(10),
                Detail.CONTENT);
    }
}
