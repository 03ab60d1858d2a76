package dev.verso.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verso.Content;
import dev.verso.StoredResource;

/** What the tour reads from FHIR resources, and the changes that it makes to them. Verso itself knows no FHIR. */
final class Fhir {

    private Fhir() {}

    /** Gives a few words of what a resource says. */
    static String describe(StoredResource resource) {
        JsonNode json = resource.content().toJsonNode();
        return switch (resource.key().type()) {
            case "Patient" ->
                name(json)
                        + ", " + json.at("/telecom/0/value").asText()
                        + (json.has("active") ? ", active " + json.at("/active").asText() : "");
            case "Condition" ->
                json.at("/note/0/text").asText(json.at("/code/text").asText());
            case "CarePlan" ->
                json.at("/status").asText() + " " + json.at("/intent").asText();
            default -> json.at("/code/text").asText("");
        };
    }

    private static String name(JsonNode patient) {
        JsonNode name = patient.at("/name/0");
        return name.at("/given/0").asText() + " " + name.at("/family").asText();
    }

    static boolean isAbout(StoredResource resource, String patientId) {
        JsonNode json = resource.content().toJsonNode();
        String subject = json.at("/subject/reference")
                .asText(json.at("/patient/reference").asText());
        return subject.equals("Patient/" + patientId);
    }

    static Content withPhone(Content patient, String phone) {
        ObjectNode json = (ObjectNode) patient.toJsonNode();
        ((ObjectNode) json.at("/telecom/0")).put("value", phone);
        return Content.of(json);
    }

    static Content withActive(Content patient, boolean active) {
        ObjectNode json = (ObjectNode) patient.toJsonNode();
        return Content.of(json.put("active", active));
    }

    static Content withNote(Content condition, String text) {
        ObjectNode json = (ObjectNode) condition.toJsonNode();
        json.putArray("note").addObject().put("text", text);
        return Content.of(json);
    }

    static Content carePlan(String patientId, String conditionId) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("resourceType", "CarePlan").put("status", "active").put("intent", "plan");
        json.putObject("subject").put("reference", "Patient/" + patientId);
        json.putArray("addresses").addObject().put("reference", "Condition/" + conditionId);
        return Content.of(json);
    }
}
