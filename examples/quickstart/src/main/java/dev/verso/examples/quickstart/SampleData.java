package dev.verso.examples.quickstart;

import dev.verso.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The resources that come with this example; their {@code ORIGIN.md} says where they are from. */
final class SampleData {

    /** One resource of the sample. */
    record Sample(String type, String id, Content content) {}

    private static final String FOLDER = "/synthea/";

    private static final List<String> FILES = List.of(
            "Patient.ndjson",
            "Encounter.ndjson",
            "Condition.ndjson",
            "Observation.ndjson.gz",
            "Medication.ndjson",
            "MedicationRequest.ndjson",
            "Immunization.ndjson",
            "CareTeam.ndjson",
            "CarePlan.ndjson");

    private SampleData() {}

    static List<String> types() {
        return FILES.stream().map(file -> file.substring(0, file.indexOf('.'))).toList();
    }

    static List<Sample> load() {
        List<Sample> samples = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = Objects.requireNonNull(SampleData.class.getResourceAsStream(FOLDER + file), file);
                    NdjsonLines lines = NdjsonLines.open(in, file, Integer.MAX_VALUE)) {
                for (Optional<NdjsonLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                    byte[] document = line.get().bytes().orElseThrow();
                    LineKey key = LineKey.of(document);
                    samples.add(new Sample(key.type(), key.id(), Content.of(document)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file, e);
            } catch (RefusedLineException e) {
                throw new IllegalStateException(file + ": a line " + e.getMessage(), e);
            }
        }
        return samples;
    }
}
