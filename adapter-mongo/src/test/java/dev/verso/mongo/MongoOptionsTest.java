package dev.verso.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.verso.ReadMode;
import dev.verso.mongo.MongoOptions.SchemaMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MongoOptionsTest {

    @Test
    void names_that_the_server_would_refuse_or_keeps_for_itself_are_refused() {
        for (String name : List.of("", "a.b", "a b", "$a", "a".repeat(64), "ü")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MongoOptions.builder().database(name));
        }
        for (String name : List.of("", "system.users", "1a", "$a", "a b", "a".repeat(101))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MongoOptions.builder().collection(name));
        }
        assertThat(MongoOptions.builder().collection("fhir.revisions").build().metaCollection())
                .isEqualTo("fhir.revisions.meta");
    }

    @Test
    void numbers_out_of_range_are_refused() {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(99), Duration.ofSeconds(121))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MongoOptions.builder().callTimeout(timeout));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoOptions.builder().knownRevisions(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoOptions.builder().feedRetention(Duration.ofSeconds(-1)));
    }

    @Test
    void options_are_what_was_set_and_later_changes_of_the_builder_have_no_effect() {
        MongoOptions.Builder builder = MongoOptions.builder()
                .schemaMode(SchemaMode.VALIDATE)
                .reads(ReadMode.LINEARIZABLE)
                .feedRetention(Duration.ofDays(3));
        MongoOptions options = builder.build();
        builder.reads(ReadMode.MAJORITY).database("other");

        assertThat(options.reads()).isEqualTo(ReadMode.LINEARIZABLE);
        assertThat(options.database()).isEqualTo("verso");
        assertThat(options.feedRetention()).contains(Duration.ofDays(3));
        assertThat(options)
                .hasToString(
                        "MongoOptions[verso.revisions, VALIDATE, reads LINEARIZABLE, call timeout PT30S, known revisions 10000,"
                                + " loss on crash accepted false, feed retention PT72H]");
    }

    @Test
    void what_is_no_connection_string_is_refused_without_being_quoted() {
        for (String uri : List.of("mongodb://me:se/same@host", "mongodb://me:ses@me@host", "http://sesame", "sesame")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MongoRevisionStore.open(uri))
                    .withMessageContaining("percent-encoded")
                    .withMessageNotContainingAny("se/same", "ses@me", "sesame")
                    .withNoCause();
        }
    }
}
