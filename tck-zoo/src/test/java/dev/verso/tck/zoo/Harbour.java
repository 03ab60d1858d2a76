package dev.verso.tck.zoo;

import dev.verso.Capabilities;
import dev.verso.Capability;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.memory.MemoryRevisionStore;
import dev.verso.spi.Append;
import dev.verso.spi.AppendOutcome;
import dev.verso.spi.BatchOutcome;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.fault.CutProxy;
import dev.verso.tck.fault.Fault;
import dev.verso.tck.fault.FaultPort;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A memory backend behind real connections, whose server keeps what it acknowledged on a pretended disk: it can be killed,
 * cut off and failed over, and loses as many of the newest writes as it is told to.
 */
final class Harbour implements FaultPort {

    private final UnaryOperator<RevisionStore> defect;
    private final int lostByKill;
    private final int lostByFailover;
    private final Disk disk = new Disk();
    private final Wire.Server server = new Wire.Server();
    private final CutProxy proxy = CutProxy.to("127.0.0.1", server.port());

    Harbour(UnaryOperator<RevisionStore> defect, int lostByKill, int lostByFailover) {
        this.defect = defect;
        this.lostByKill = lostByKill;
        this.lostByFailover = lostByFailover;
    }

    @Override
    public Set<Fault> offers() {
        return EnumSet.of(Fault.CUT, Fault.KILL_CONNECTIONS, Fault.KILL_SERVER, Fault.FAIL_OVER);
    }

    @Override
    public VersionedStorage open(StorageOptions options) {
        return VersionedStorage.over(defect.apply(Wire.to(proxy.host(), proxy.port(), disk::store)), options);
    }

    @Override
    public void killConnections() {
        server.cutAll();
    }

    @Override
    public void killServer() {
        server.close();
        disk.lose(lostByKill);
    }

    @Override
    public void startServer() {
        server.start();
    }

    @Override
    public void failOver() {
        server.cutAll();
        disk.lose(lostByFailover);
    }

    @Override
    public CutProxy proxy() {
        return proxy;
    }

    @Override
    public void heal() {
        proxy.disarm();
        proxy.accepting();
        server.start();
    }

    @Override
    public void close() {
        proxy.close();
        server.close();
    }

    /** The order of what was appended, from which the store is made anew when a part of it is lost. */
    private static final class Disk {

        private static final UUID IDENTITY = new UUID(11, 11);

        private final List<Append> written = new ArrayList<>();
        private MemoryRevisionStore memory = MemoryRevisionStore.create();

        synchronized RevisionStore store() {
            return new Durable(memory);
        }

        synchronized void lose(int newest) {
            if (newest == 0) {
                return;
            }
            List<Append> left = List.copyOf(written.subList(0, Math.max(0, written.size() - newest)));
            written.clear();
            memory = MemoryRevisionStore.create();
            left.forEach(store()::append);
        }

        /** What is appended is on disk when it is acknowledged. */
        private final class Durable extends Decorator {

            Durable(RevisionStore sound) {
                super(sound);
            }

            @Override
            public AppendOutcome append(Append append) {
                synchronized (Disk.this) {
                    AppendOutcome outcome = super.append(append);
                    if (outcome instanceof AppendOutcome.Appended) {
                        written.add(append);
                    }
                    return outcome;
                }
            }

            @Override
            public BatchOutcome appendAll(List<Append> appends) {
                synchronized (Disk.this) {
                    BatchOutcome outcome = super.appendAll(appends);
                    if (outcome instanceof BatchOutcome.AllAppended) {
                        written.addAll(appends);
                    }
                    return outcome;
                }
            }

            @Override
            public UUID identity() {
                return IDENTITY;
            }

            @Override
            public Capabilities capabilities() {
                Capabilities memory = super.capabilities();
                Set<Capability> declared = EnumSet.copyOf(memory.declared());
                declared.add(Capability.DURABLE);
                return new Capabilities(
                        memory.backend(), declared, memory.reads(), memory.maxContentBytes(), memory.feedRetention());
            }
        }
    }
}
