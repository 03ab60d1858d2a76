package dev.verso.tck.model;

import java.util.stream.Stream;

/**
 * A command, and where it is issued.
 *
 * @param instance through which storage instance
 * @param tenant of which tenant
 * @param command what
 */
record Step(int instance, int tenant, Command command) {

    Stream<Step> simpler() {
        return Stream.concat(
                Stream.of(new Step(0, tenant, command), new Step(instance, 0, command), new Step(0, 0, command)),
                command.simpler().map(simple -> new Step(instance, tenant, simple)));
    }
}
