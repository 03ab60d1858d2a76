package dev.verso.engine;

import static dev.verso.engine.Fixture.ACME;
import static dev.verso.engine.Fixture.ID;
import static dev.verso.engine.Fixture.KEY;
import static dev.verso.engine.Fixture.ONE;
import static dev.verso.engine.Fixture.TWO;
import static dev.verso.engine.Fixture.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.verso.BackendUnavailableException;
import dev.verso.Erasure;
import dev.verso.IfMatch;
import dev.verso.OutcomeUnknownException;
import dev.verso.TenantContext;
import dev.verso.Write;
import dev.verso.engine.ScriptedStore.Op;
import dev.verso.engine.ScriptedStore.Step;
import dev.verso.spi.AppendOutcome.Raced;
import dev.verso.spi.BatchOutcome.Rejected;
import dev.verso.spi.EraseOutcome;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** One DEBUG line for each refused or retried write, and nothing in it that is not for logs. */
class WriteLogTest {

    private static final TenantContext CALLER = ACME.withCorrelationId("req-7");

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.verso.write");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void listen() {
        events.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> lines(Runnable call) {
        events.list.clear();
        catchThrowable(call::run);
        assertThat(events.list).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.DEBUG);
            assertThat(event.getThrowableProxy()).isNull();
            assertThat(event.getFormattedMessage()).doesNotContain("secret").doesNotContain("\n");
        });
        return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private List<String> write(Write write) {
        return lines(() -> fixture.storage.write(CALLER, write));
    }

    private List<String> batch(Write... writes) {
        return lines(() -> fixture.storage.writeBatch(CALLER, List.of(writes)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_write_that_succeeds_at_once_is_not_logged(Kind kind) {
        kind.prepare(fixture.rival);
        assertThat(write(kind.write)).isEmpty();
    }

    @Test
    void each_refusal_is_one_line_with_key_write_id_and_correlation() {
        fixture.live();
        UUID own = UUID.randomUUID();
        for (Write refused : List.of(
                Write.create(TYPE, ID, TWO),
                Write.createIfNotLive(TYPE, ID, TWO),
                Write.update(TYPE, "absent", TWO),
                Write.update(TYPE, ID, IfMatch.version("7"), TWO),
                Write.update(TYPE, ID, IfMatch.parse("\"7\", \"x\""), TWO),
                Write.delete(TYPE, "absent"),
                Write.restore(TYPE, ID))) {
            assertThat(write(refused.withWriteId(own)))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("Refused " + refused.getClass().getSimpleName())
                            .contains(own.toString())
                            .contains("acme/" + TYPE)
                            .contains("req-7"));
            assertThat(batch(refused.withWriteId(own)))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("Refused a batch of 1")
                            .contains(own.toString())
                            .contains("acme/" + TYPE)
                            .contains("req-7"));
        }
    }

    @Test
    void each_retry_is_one_line_and_so_is_the_refusal_at_the_end() {
        fixture.live();
        fixture.store.script(Op.APPEND, Step.answer(new Raced()), Step.answer(new Raced()));
        assertThat(write(Write.update(TYPE, ID, TWO)))
                .hasSize(2)
                .allMatch(line -> line.startsWith("Lost a race with Update"));

        fixture.store.always(Op.APPEND, Step.answer(new Raced()));
        assertThat(write(Write.update(TYPE, ID, TWO)))
                .hasSize(5)
                .last()
                .asString()
                .startsWith("Refused Update");

        fixture.store.script(Op.APPEND_ALL, Step.answer(new Rejected(0, new Raced())));
        assertThat(batch(Write.update(TYPE, ID, TWO)))
                .singleElement()
                .asString()
                .startsWith("Lost a race with Update");

        fixture.store.always(Op.APPEND_ALL, Step.answer(new Rejected(0, new Raced())));
        assertThat(batch(Write.update(TYPE, ID, TWO)))
                .hasSize(5)
                .last()
                .asString()
                .startsWith("Refused a batch");
    }

    @Test
    void each_fault_is_one_line() {
        fixture.live();
        for (RuntimeException fault :
                List.of(new BackendUnavailableException("down", null), new OutcomeUnknownException("lost", null))) {
            String name = fault.getClass().getSimpleName();
            fixture.store.always(Op.APPEND, Step.failBefore(fault));
            fixture.store.always(Op.APPEND_ALL, Step.failBefore(fault));
            assertThat(write(Write.update(TYPE, ID, TWO)))
                    .singleElement()
                    .asString()
                    .contains(name);
            assertThat(write(Write.update(TYPE, ID, IfMatch.version("1"), TWO)))
                    .singleElement()
                    .asString()
                    .contains(name);
            assertThat(batch(Write.update(TYPE, ID, TWO), Write.create(TYPE, ONE)))
                    .singleElement()
                    .asString()
                    .contains(name)
                    .contains("batch of 2");
        }
    }

    @Test
    void a_write_id_used_for_something_else_is_one_line() {
        Write create = Write.create(TYPE, ID, ONE).withWriteId(UUID.randomUUID());
        fixture.storage.write(ACME, create);
        Write other = Write.create(TYPE, ID, TWO).withWriteId(create.writeId().orElseThrow());

        assertThat(write(other)).singleElement().asString().contains("InvalidArgument");
        assertThat(batch(other)).singleElement().asString().contains("InvalidArgument");
        assertThat(write(create)).isEmpty();
    }

    @Test
    void an_erasure_is_logged_like_a_write() {
        fixture.live();
        assertThat(lines(() -> fixture.storage.erase(CALLER, Erasure.ofVersion(TYPE, ID, "x"))))
                .singleElement()
                .asString()
                .startsWith("Refused Erase of " + KEY)
                .contains("NotFound");
        fixture.store.script(Op.ERASE, Step.answer(new EraseOutcome.Raced()));
        assertThat(lines(() -> fixture.storage.erase(CALLER, KEY)))
                .singleElement()
                .asString()
                .startsWith("Lost a race with Erase");
    }
}
