package dev.verso.mongo;

import dev.verso.Capability;
import dev.verso.ReadMode;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.store.RevisionStoreTck;
import dev.verso.testservers.MongoTopology;
import java.util.Set;
import org.junit.jupiter.api.Tag;

@Tag("long")
class LinearizableSetOfThreeStoreTck extends RevisionStoreTck {

    private static final Databases DATABASES = new Databases(ReadMode.LINEARIZABLE);

    private final MongoOptions options = DATABASES.next();

    @Override
    protected String name() {
        return "mongo 0.1.0, SET_OF_THREE, LINEARIZABLE";
    }

    @Override
    protected RevisionStore open() {
        return Deployments.open(MongoTopology.SET_OF_THREE, options);
    }

    @Override
    protected Set<Capability> declared() {
        return Deployments.OF_A_SET;
    }
}
