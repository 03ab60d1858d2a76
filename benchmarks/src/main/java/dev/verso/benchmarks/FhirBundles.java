package dev.verso.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** JSON of a wanted size: FHIR Bundles of the quickstart's real resources, each as it is in its file. */
final class FhirBundles {

    private static final List<String> FILES = List.of(
            "Patient.ndjson",
            "Observation.ndjson.gz",
            "Encounter.ndjson",
            "Condition.ndjson",
            "Immunization.ndjson",
            "MedicationRequest.ndjson",
            "CarePlan.ndjson",
            "Medication.ndjson");
    private static final String HEAD = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[";
    private static final String TAIL = "]}";

    private FhirBundles() {}

    /**
     * Gives different Bundles of one size.
     *
     * @param size what no Bundle exceeds and all come near to, in bytes
     * @param count how many
     */
    static List<byte[]> of(int size, int count) {
        List<List<String>> resources = FILES.stream().map(FhirBundles::lines).toList();
        List<byte[]> bundles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bundles.add(bundle(resources, i, size));
        }
        return bundles;
    }

    /** Takes a resource of each file in turn, if there is room for it. */
    private static byte[] bundle(List<List<String>> files, int first, int size) {
        StringBuilder json = new StringBuilder(HEAD);
        String comma = "";
        for (int round = 0; round < size / HEAD.length(); round++) {
            for (List<String> file : files) {
                String entry = comma + "{\"resource\":" + file.get((first + round) % file.size()) + "}";
                if (bytes(json + entry + TAIL).length <= size) {
                    json.append(entry);
                    comma = ",";
                }
            }
        }
        return bytes(json.append(TAIL).toString());
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(String file) {
        try (InputStream raw = FhirBundles.class.getResourceAsStream("/synthea/" + file)) {
            if (raw == null) {
                throw new IllegalStateException("The data is missing from the class path: " + file);
            }
            InputStream data = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
            return new String(data.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The data cannot be read: " + file, e);
        }
    }
}
