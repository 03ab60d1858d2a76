package dev.verso.tck.lin;

import dev.verso.Change;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/** Makes long linearizable histories of many overlapping operations on a few keys, by playing them in order. */
final class LongHistory {

    private static final int KEYS = 4;

    private LongHistory() {}

    static History of(Random random, int operations) {
        List<List<Audit.Slot>> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(new ArrayList<>());
        }
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            int key = random.nextInt(KEYS);
            // A step of 100 and up to 16 operations under way at a time.
            long effect = 100L * i;
            all.add(operation(
                    random, keys.get(key), key, effect - random.nextInt(800), effect + random.nextInt(800), i));
        }
        List<Audit> audits = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            audits.add(new Audit("Hot/" + i, keys.get(i)));
        }
        return new History(0, Map.of(), all, audits);
    }

    private static Operation operation(
            Random random, List<Audit.Slot> slots, int key, long invoked, long returned, int number) {
        int n = slots.size();
        boolean live = n > 0 && slots.get(n - 1).change() != Change.DELETE;
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Call call;
        Outcome outcome;
        if (random.nextInt(5) < 2) {
            boolean deletes = live && random.nextInt(10) == 0;
            Change change = n == 0 ? Change.CREATE : deletes ? Change.DELETE : live ? Change.UPDATE : Change.RESTORE;
            String content = "content-" + number;
            call = deletes ? Call.delete(id) : Call.put(Kind.CREATE_OR_UPDATE, id, content);
            slots.add(new Audit.Slot(n + 1L, change, id, deletes ? Optional.empty() : Optional.of(content)));
            outcome = new Outcome.Accepted(n + 1L, change);
        } else if (random.nextBoolean() && n > 0) {
            call = Call.read(Kind.HEAD);
            Audit.Slot head = slots.get(n - 1);
            outcome = new Outcome.Found(n, head.change(), head.writeId(), head.content());
        } else if (live) {
            call = Call.updateWithMatch(Integer.toString(n + 3), id, "late");
            outcome = new Outcome.VersionConflict(OptionalLong.of(n));
        } else {
            call = Call.read(Kind.READ);
            outcome = new Outcome.Empty();
        }
        return new Operation(number % 16, "1", "Hot/" + key, call, outcome, invoked, returned);
    }

    /**
     * Saves, reads and checks a history of so many operations and prints how long each took.
     *
     * @param arguments how many operations
     * @throws IOException if there is no room for the file
     * @throws UnreadableHistoryException if what was saved cannot be read
     */
    public static void main(String[] arguments) throws IOException, UnreadableHistoryException {
        History history = of(new Random(1), arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000);
        Path file = Files.createTempFile("long", ".jsonl");
        long start = System.nanoTime();
        HistoryFile.write(history, file);
        long written = System.nanoTime();
        history = new History(0, Map.of(), List.of(), List.of());
        History read = HistoryFile.read(file);
        long readAt = System.nanoTime();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Verdict verdict = LinearizabilityChecker.check(read);
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        long checked = System.nanoTime();
        System.out.printf(
                "%s after %d operations left; written in %d ms, %d MiB, read in %d ms, checked in %d ms (%d ms of processor time)%n",
                verdict,
                history.operations().size(),
                (written - start) / 1_000_000,
                Files.size(file) >> 20,
                (readAt - written) / 1_000_000,
                (checked - readAt) / 1_000_000,
                cpu / 1_000_000);
        Files.delete(file);
    }
}
