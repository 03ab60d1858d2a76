package dev.verso.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import dev.verso.BackendUnavailableException;
import dev.verso.OutcomeUnknownException;
import dev.verso.ReadMode;
import dev.verso.testservers.MongoTopology;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** ERR-03: once an answer was lost, nothing that comes afterwards makes the write known. */
class ResendsTest {

    private static final MongoOptions OPTIONS = Deployments.fresh(ReadMode.MAJORITY);

    private final Resends resends = new Resends(new Access(
            Deployments.client(MongoTopology.STANDALONE),
            OPTIONS,
            Server.probe(Deployments.client(MongoTopology.STANDALONE), OPTIONS)));
    private final Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void a_call_whose_time_is_over_before_anything_was_sent_is_unavailable() {
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> resends.send(() -> Deadline.in(Duration.ZERO).millis() > 0, deadline));
    }

    @Test
    void a_call_whose_time_is_over_after_an_answer_was_lost_is_unknown() {
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> resends.send(this::loseAndThenLate, deadline))
                .withCauseInstanceOf(MongoSocketReadException.class);
        assertThat(tries).hasValue(2);
    }

    private boolean loseAndThenLate() {
        if (tries.incrementAndGet() == 1) {
            throw new MongoSocketReadException("lost", new ServerAddress());
        }
        return Deadline.in(Duration.ZERO).millis() > 0;
    }
}
