package dev.verso.tck.model;

import dev.verso.Capability;
import dev.verso.tck.model.WriteForm.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Makes sequences: few types and ids, so that commands meet often; the same ones in both tenants; and at the end a look at
 * everything, so that no defect goes by unseen.
 */
final class Generator {

    private static final int FEWEST = 30;
    private static final int MOST = 60;
    private static final int HOT = 65;

    /** Which only bytes tell apart, and in whose order numbers and capitals come first (LST-01). */
    private static final List<String> TYPES = List.of("Patient", "patient");

    private static final List<String> IDS = List.of("a", "A", "a.1");
    private static final List<Integer> LIMITS = List.of(1, 2, 3, 7, 1000);
    private static final List<Long> NANOS = List.of(-1000L, -1L, 0L, 0L, 1L, 999L, 1000L);

    /** In steps of the clock's grain and finer, and back by more than a sequence goes forth. */
    private static final List<Duration> TICKS = List.of(
            Duration.ofNanos(400),
            Duration.ofNanos(1000),
            Duration.ofMillis(5),
            Duration.ofDays(40),
            Duration.ofNanos(-3000),
            Duration.ofDays(-41));

    private final Random random;
    private final Set<Capability> capabilities;
    private final List<UUID> writeIds = new ArrayList<>();
    private final Map<Integer, List<WriteForm>> earlier = new HashMap<>();

    Generator(Random random, Set<Capability> capabilities) {
        this.random = random;
        this.capabilities = capabilities;
        for (int i = 0; i < 4; i++) {
            writeIds.add(uuid());
        }
    }

    List<Step> sequence() {
        List<Step> steps = new ArrayList<>();
        int length = FEWEST + random.nextInt(MOST - FEWEST + 1);
        for (int i = 0; i < length; i++) {
            int tenant = chance(HOT) ? 0 : 1;
            steps.add(new Step(i % 2, tenant, command(tenant)));
        }
        for (int tenant = 0; tenant < 2; tenant++) {
            for (Command look : looks()) {
                steps.add(new Step(steps.size() % 2, tenant, look));
            }
        }
        return steps;
    }

    private List<Command> looks() {
        List<Command> looks = new ArrayList<>();
        for (String type : TYPES) {
            for (String id : IDS) {
                looks.add(new Command.Read(Command.Read.Kind.LIST_VERSIONS, type, id));
                looks.add(new Command.Read(Command.Read.Kind.HEAD, type, id));
                looks.add(history(Optional.of(type), Optional.of(id), false));
            }
            if (has(Capability.SCANS)) {
                looks.add(new Command.ListAll(type, pick(LIMITS)));
                looks.add(new Command.Count(Optional.of(type)));
                looks.add(history(Optional.of(type), Optional.empty(), false));
            }
        }
        if (has(Capability.SCANS)) {
            looks.add(new Command.Count(Optional.empty()));
            looks.add(history(Optional.empty(), Optional.empty(), false));
        }
        if (has(Capability.CHANGE_FEED)) {
            looks.add(new Command.Changes(pick(LIMITS)));
        }
        return looks;
    }

    private Command command(int tenant) {
        int dice = random.nextInt(100);
        if (dice < 8) {
            return new Command.Tick(pick(TICKS));
        }
        if (dice < 56) {
            return new Command.One(write(tenant));
        }
        if (dice < 62 && has(Capability.ATOMIC_BATCH)) {
            return batch();
        }
        if (dice < 70 && has(Capability.ERASURE)) {
            List<String> key = key();
            Optional<VersionRef> version = chance(75) ? Optional.of(version()) : Optional.empty();
            return new Command.Erase(
                    key.get(0), key.get(1), version, chance(50) ? Optional.of(uuid()) : Optional.empty());
        }
        return look();
    }

    private WriteForm write(int tenant) {
        List<WriteForm> before = earlier.computeIfAbsent(tenant, any -> new ArrayList<>());
        if (!before.isEmpty() && chance(20)) {
            return again(pick(before));
        }
        WriteForm write = fresh();
        if (write.writeId().isPresent()) {
            before.add(write);
        }
        return write;
    }

    /** The same write, or nearly: its version as it may be after the first one took effect, or other content (ERR-06). */
    private WriteForm again(WriteForm write) {
        List<VersionRef> versions =
                write.versions().size() == 1 && write.versions().get(0).text().isEmpty()
                        ? List.of(VersionRef.last(-random.nextInt(3)))
                        : write.versions();
        WriteForm again = write.withVersions(versions);
        return chance(30) ? again.with(content()) : again;
    }

    private WriteForm fresh() {
        Kind kind = pick(List.of(Kind.values()));
        List<String> key = key();
        List<VersionRef> versions = new ArrayList<>();
        if ((kind == Kind.UPDATE || kind == Kind.DELETE) && chance(65)) {
            versions.add(version());
            if (chance(25)) {
                // Lists name nothing below the last slot but one: which of several earlier uses of a write id counts is
                // open.
                versions.set(0, VersionRef.last(random.nextInt(3) - 1));
                versions.add(chance(50) ? VersionRef.last(2) : VersionRef.malformed(random));
                versions.add(VersionRef.last(random.nextInt(2)));
            }
        }
        Optional<UUID> writeId = chance(40) ? Optional.of(pick(writeIds)) : Optional.empty();
        if (kind == Kind.RESTORE) {
            boolean named = chance(50);
            if (named) {
                versions.add(version());
            }
            writeId = named || chance(50) ? Optional.empty() : Optional.of(uuid());
        }
        if (kind == Kind.CREATE_UNNAMED) {
            writeId = Optional.empty();
        }
        return new WriteForm(kind, key.get(0), key.get(1), List.copyOf(versions), content(), writeId);
    }

    /** Entries that were never written before, each of another key but now and then. */
    private Command batch() {
        List<WriteForm> forms = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        int size = 1 + random.nextInt(4);
        while (forms.size() < size) {
            WriteForm form = fresh();
            if (!keys.contains(form.type() + "/" + form.id()) || chance(5)) {
                keys.add(form.type() + "/" + form.id());
                boolean own = form.writeId().isPresent();
                forms.add(new WriteForm(
                        form.kind(),
                        form.type(),
                        form.id(),
                        form.versions(),
                        form.content(),
                        own ? Optional.of(uuid()) : Optional.empty()));
            }
        }
        return new Command.Batch(List.copyOf(forms));
    }

    private Command look() {
        int dice = random.nextInt(has(Capability.CHANGE_FEED) ? 10 : 9);
        List<String> key = key();
        String type = key.get(0);
        String id = key.get(1);
        return switch (dice) {
            case 0, 1, 2 -> new Command.Read(pick(List.of(Command.Read.Kind.values())), type, id);
            case 3 -> new Command.Vread(type, id, version());
            case 4 -> new Command.AsOf(type, id, moment());
            case 5 -> new Command.FindWrite(type, id, pick(writeIds));
            case 6 -> new Command.ReadBatch(List.of(key(), key(), key(), key()));
            case 7 ->
                has(Capability.SCANS)
                        ? new Command.ListAll(type, pick(LIMITS))
                        : new Command.Read(Command.Read.Kind.READ, type, id);
            case 8 ->
                history(
                        has(Capability.SCANS) && chance(30) ? Optional.empty() : Optional.of(type),
                        Optional.of(id),
                        true);
            default -> new Command.Changes(pick(LIMITS));
        };
    }

    /** Mostly one and the same, so that a key comes through many states in a sequence. */
    private List<String> key() {
        return chance(HOT) ? List.of(TYPES.get(0), IDS.get(0)) : List.of(pick(TYPES), pick(IDS));
    }

    private Command history(Optional<String> type, Optional<String> id, boolean bounded) {
        boolean ofType = bounded && has(Capability.SCANS) && chance(40);
        return new Command.History(
                type,
                type.isEmpty() || ofType ? Optional.empty() : id,
                chance(50),
                bounded && chance(50) ? Optional.of(moment()) : Optional.empty(),
                bounded && chance(50) ? Optional.of(moment()) : Optional.empty(),
                pick(LIMITS));
    }

    /** Mostly the head's, else an older one, one to come, or none at all. */
    private VersionRef version() {
        int dice = random.nextInt(10);
        if (dice < 5) {
            return VersionRef.last(0);
        }
        if (dice < 8) {
            return VersionRef.last(-1 - random.nextInt(4));
        }
        return dice == 8 ? VersionRef.last(1 + random.nextInt(3)) : VersionRef.malformed(random);
    }

    private Moment moment() {
        return new Moment(random.nextInt(1000), pick(NANOS));
    }

    private int content() {
        return random.nextInt(WriteForm.CONTENTS.size());
    }

    private boolean has(Capability capability) {
        return capabilities.contains(capability);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
