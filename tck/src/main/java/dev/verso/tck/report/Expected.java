package dev.verso.tck.report;

import dev.verso.Capability;
import dev.verso.tck.fault.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What must run for a certificate, as the kit's list has it: a line for each check and each rule that has none.
 *
 * @param checks the checks
 * @param untestable the ids of the rules that no check can be had for
 */
record Expected(List<Check> checks, Set<String> untestable) {

    private static final Pattern NAME = Pattern.compile("([A-Z]{3,4})_([0-9]{2})_.+");
    private static final String UNTESTABLE = "UNTESTABLE";
    private static final String IF_OFFERED = "IF_OFFERED";
    private static final String NOTHING = "-";

    /**
     * One check.
     *
     * @param level the lowest level that it belongs to
     * @param ifOffered whether it may be left out where the fault port does not offer its fault
     * @param chapter the simple name of the interface that declares it
     * @param name its method
     * @param invocations how often it runs, once for each row of its table
     * @param needs the capabilities that its invocations need, a set for each kind of invocation; none if one needs nothing
     * @param fault the fault that it needs
     */
    record Check(
            CertificateLevel level,
            boolean ifOffered,
            String chapter,
            String name,
            int invocations,
            List<Set<String>> needs,
            Optional<String> fault) {

        Check {
            needs = List.copyOf(needs);
        }

        String rule() {
            return ruleOf(name);
        }

        /** Tells whether anything is asked of a subject with these capabilities, and not only that it refuses. */
        boolean asks(Set<String> capabilities) {
            return needs.isEmpty() || needs.stream().anyMatch(capabilities::containsAll);
        }
    }

    Expected {
        checks = List.copyOf(checks);
        untestable = Set.copyOf(untestable);
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if a line is malformed or there twice
     */
    static Expected parse(String text) {
        List<Check> checks = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        Set<String> untestable = new LinkedHashSet<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length == 2 && fields[0].equals(UNTESTABLE) && untestable.add(fields[1])) {
                continue;
            }
            if (fields.length != 5 || !names.add(fields[2]) || !fields[3].matches("[1-9][0-9]{0,5}")) {
                throw new IllegalArgumentException("No line of a list of checks: " + line);
            }
            checks.add(check(fields));
        }
        return new Expected(checks, untestable);
    }

    private static Check check(String[] fields) {
        boolean ifOffered = fields[0].equals(IF_OFFERED);
        CertificateLevel level = ifOffered ? CertificateLevel.FAULT_TESTED : CertificateLevel.valueOf(fields[0]);
        ruleOf(fields[2]);
        List<Set<String>> needs = new ArrayList<>();
        Optional<String> fault = Optional.empty();
        for (String alternative : fields[4].equals(NOTHING) ? new String[0] : fields[4].split("\\|", -1)) {
            Set<String> names = new LinkedHashSet<>(Arrays.asList(alternative.split(",", -1)));
            Set<String> faults = names.stream().filter(Expected::isFault).collect(Collectors.toSet());
            fault = faults.stream().findFirst();
            names.removeAll(faults);
            names.forEach(Capability::valueOf);
            needs.add(Set.copyOf(names));
        }
        boolean always = needs.stream().anyMatch(Set::isEmpty);
        return new Check(
                level, ifOffered, fields[1], fields[2], Integer.parseInt(fields[3]), always ? List.of() : needs, fault);
    }

    private static boolean isFault(String name) {
        return Arrays.stream(Fault.values()).anyMatch(fault -> fault.name().equals(name));
    }

    /** Gives the rule that a check is named after. */
    static String ruleOf(String check) {
        Matcher name = NAME.matcher(check);
        if (!name.matches()) {
            throw new IllegalArgumentException("A check is named after its rule, such as LOCK_01_..., not " + check);
        }
        return name.group(1) + "-" + name.group(2);
    }

    Set<String> rules() {
        Set<String> rules = new LinkedHashSet<>();
        checks.forEach(check -> rules.add(check.rule()));
        return rules;
    }
}
