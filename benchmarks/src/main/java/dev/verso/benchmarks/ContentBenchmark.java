package dev.verso.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.verso.Content;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code Content.of(byte[])} against a pass of Jackson's streaming parser over the same bytes. */
final class ContentBenchmark {

    private static final double GOAL_RATIO = 1.3;

    private ContentBenchmark() {}

    static void measure(Effort effort, Tables tables) {
        Report.Table table =
                tables.ratios("Content.of(byte[]), against a Jackson streaming pass", GOAL_RATIO, "content");
        for (int size : Sizes.CONTENT) {
            byte[][] documents = FhirBundles.of(size, 16).toArray(byte[][]::new);
            for (int threads : Sizes.THREADS) {
                Tables.ratio(
                        table,
                        Sizes.name(size),
                        threads,
                        GOAL_RATIO,
                        Comparison.of(
                                new Floor(documents, new JsonFactory()), new Subject(documents), threads, effort));
            }
        }
    }

    private record Floor(byte[][] documents, JsonFactory factory) implements Workload {

        @Override
        public void run(Lane lane, int operations) {
            for (int i = 0; i < operations; i++) {
                try (JsonParser parser = factory.createParser(documents[i & documents.length - 1])) {
                    JsonToken last = JsonToken.NOT_AVAILABLE;
                    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                        last = token;
                    }
                    lane.consume(last);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private record Subject(byte[][] documents) implements Workload {

        @Override
        public void run(Lane lane, int operations) {
            for (int i = 0; i < operations; i++) {
                lane.consume(Content.of(documents[i & documents.length - 1]));
            }
        }
    }
}
