package dev.verso.testservers;

/** How a MongoDB deployment of the tests is made up. */
public enum MongoTopology {
    /** One server that is in no replica set. */
    STANDALONE(1),
    /** A replica set of one member. */
    SET_OF_ONE(1),
    /** A replica set of three members. */
    SET_OF_THREE(3);

    private final int members;

    MongoTopology(int members) {
        this.members = members;
    }

    /**
     * Gives the number of servers.
     *
     * @return 1 or 3
     */
    public int members() {
        return members;
    }

    /**
     * Tells whether the servers form a replica set.
     *
     * @return whether it is not {@link #STANDALONE}
     */
    public boolean isReplicaSet() {
        return this != STANDALONE;
    }
}
