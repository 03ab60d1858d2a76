package dev.verso.tck;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.verso.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of the contract, read from {@code rules.yaml}: the one source of their texts.
 *
 * <p>Stateless to its callers and thread-safe. A broken {@code rules.yaml} is a broken kit: the first use of this class then
 * fails with an {@link ExceptionInInitializerError} that says what is wrong.
 */
public final class Rules {

    private static final String RESOURCE = "rules.yaml";
    private static final Set<String> REQUIRED = Set.of("id", "chapter", "level", "since", "text");
    private static final Set<String> OPTIONAL = Set.of("capability", "untestable");
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final String CONTRACT;
    private static final Map<String, Rule> RULES;

    static {
        try (InputStream in = Rules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Rules.class.getName());
            }
            JsonNode root = YAML.readTree(in);
            CONTRACT = contractOf(root);
            RULES = rulesOf(root);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private Rules() {}

    /**
     * Gives the version of the contract that the rules are of.
     *
     * @return for instance {@code 0.1}
     */
    public static String contract() {
        return CONTRACT;
    }

    /**
     * Gives every rule.
     *
     * @return the rules in the order of the contract
     */
    public static List<Rule> all() {
        return List.copyOf(RULES.values());
    }

    /**
     * Gives one rule.
     *
     * @param id its id, such as {@code LOCK-01}
     * @return the rule
     * @throws IllegalArgumentException if the contract has no such rule
     */
    public static Rule get(String id) {
        Rule rule = RULES.get(id);
        if (rule == null) {
            throw new IllegalArgumentException("The contract has no rule " + id);
        }
        return rule;
    }

    static Map<String, Rule> parse(String yaml) throws IOException {
        return rulesOf(YAML.readTree(yaml));
    }

    private static String contractOf(JsonNode root) {
        if (!root.path("contract").isTextual()) {
            throw new IllegalArgumentException("contract: is missing or is not a text");
        }
        return root.get("contract").textValue();
    }

    private static Map<String, Rule> rulesOf(JsonNode root) {
        requireFields("The file", root, Set.of("contract", "rules"), Set.of());
        if (!root.get("rules").isArray() || root.get("rules").isEmpty()) {
            throw new IllegalArgumentException("rules: is not a list of rules");
        }
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (JsonNode node : root.get("rules")) {
            Rule rule = ruleOf(node);
            if (rules.put(rule.id(), rule) != null) {
                throw new IllegalArgumentException("Rule " + rule.id() + " is there twice");
            }
        }
        return Collections.unmodifiableMap(rules);
    }

    private static Rule ruleOf(JsonNode node) {
        String name = "Rule " + node.path("id").asText("without id");
        requireFields(name, node, REQUIRED, OPTIONAL);
        return new Rule(
                text(name, node, "id"),
                text(name, node, "chapter"),
                constant(name, Level.class, text(name, node, "level")),
                text(name, node, "text"),
                text(name, node, "since"),
                optional(name, node, "capability").map(value -> constant(name, Capability.class, value)),
                optional(name, node, "untestable"));
    }

    private static void requireFields(String name, JsonNode node, Set<String> required, Set<String> optional) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + " is not a mapping");
        }
        for (String field : required) {
            if (!node.has(field)) {
                throw new IllegalArgumentException(name + " has no field " + field);
            }
        }
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!required.contains(field) && !optional.contains(field)) {
                throw new IllegalArgumentException(name + " has the unknown field " + field);
            }
        }
    }

    private static String text(String name, JsonNode node, String field) {
        if (!node.get(field).isTextual()) {
            throw new IllegalArgumentException(name + ": " + field + " is not a text");
        }
        return node.get(field).textValue();
    }

    private static Optional<String> optional(String name, JsonNode node, String field) {
        return node.has(field) ? Optional.of(text(name, node, field)) : Optional.empty();
    }

    private static <E extends Enum<E>> E constant(String name, Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        name + ": " + value + " is none of " + Arrays.toString(type.getEnumConstants())));
    }
}
