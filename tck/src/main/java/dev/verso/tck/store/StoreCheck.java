package dev.verso.tck.store;

import dev.verso.BackendUnavailableException;
import dev.verso.Capability;
import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each check in a trial of its own, audits it, and says of a failure which rule was broken and how. */
final class StoreCheck implements InvocationInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger("dev.verso.tck");
    private static final Pattern NAME = Pattern.compile("([A-Z]{3,4})_([0-9]{2})_.+");

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    private static void run(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        RevisionStoreTck tck = (RevisionStoreTck) context.getRequiredTestInstance();
        String check = method.getExecutable().getName();
        Rule rule = ruleOf(check);
        String again = "mvn test -Dtest=" + selector(tck, check);
        try (StoreTrial trial = opened(tck, rule, context, again)) {
            tck.begin(trial);
            try {
                invocation.proceed();
                trial.audit();
                report(context, rule, trial, trial.isUndeclared() ? Verdict.NOT_DECLARED : Verdict.PASS, tck.name());
            } catch (BackendUnavailableException e) {
                // Not a verdict on the store: there was none to judge.
                report(context, rule, trial, Verdict.ERROR, tck.name());
                throw new AssertionError(unchecked(rule, tck, e, again), e);
            } catch (Throwable e) {
                report(context, rule, trial, trial.isBrokenBy(e) ? Verdict.FAIL : Verdict.ERROR, tck.name());
                throw failure(e, trial, again);
            }
        }
    }

    private static StoreTrial opened(RevisionStoreTck tck, Rule rule, ExtensionContext context, String again) {
        long seed = seed();
        try {
            return new StoreTrial(tck, rule, seed);
        } catch (RuntimeException e) {
            report(context, rule, null, Verdict.ERROR, tck.name());
            throw new AssertionError(unchecked(rule, tck, e, again), e);
        }
    }

    /** What there was no store for. */
    private static String unchecked(Rule rule, RevisionStoreTck tck, Throwable thrown, String again) {
        return rule.id() + " (" + rule.level() + ") could not be checked on " + tck.name() + "\n  rule:     \""
                + rule.text().strip()
                + "\"\n  expected: open() gives a new instance over the same data at each call, and it works"
                + "\n  seen:     " + message(thrown)
                + "\n  hint:     if other checks could open one, see whether closing an instance closes what it was given"
                + " (ERR-09): the kit closes each instance\n  again:    " + again;
    }

    /** The name of a nested class would be cut short by a shell that sees a variable in it. */
    private static String selector(RevisionStoreTck tck, String check) {
        String selector = tck.getClass().getName() + "#" + check;
        return selector.contains("$") ? "'" + selector + "'" : selector;
    }

    private static AssertionFailedError failure(Throwable thrown, StoreTrial trial, String again) {
        String message = trial.explain(thrown, again);
        return thrown instanceof Require.Unmet unmet
                ? new AssertionFailedError(message, unmet.expected(), unmet.seen(), thrown)
                : new AssertionFailedError(message, thrown);
    }

    private static void report(
            ExtensionContext context, Rule rule, @Nullable StoreTrial trial, Verdict verdict, String subject) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("verso.rule", rule.id());
        entry.put("verso.check", context.getRequiredTestMethod().getName());
        entry.put("verso.verdict", verdict.name());
        entry.put("verso.subject", subject);
        put(entry, "verso.adapter", subject);
        if (trial != null) {
            entry.put("verso.seed", Long.toString(trial.seed()));
            entry.put("verso.calls", Long.toString(trial.calls()));
            put(entry, "verso.needs", names(trial.needs()));
            put(entry, "verso.capabilities", names(trial.declared()));
            put(entry, "verso.backend", trial.capabilities().backend());
            put(entry, "verso.reads", trial.capabilities().reads().name());
        }
        if (trial != null && !trial.notes().isEmpty()) {
            entry.put("verso.notes", trial.notes());
            LOG.info("{} {}: {}; seed {}", subject, entry.get("verso.check"), trial.notes(), trial.seed());
        }
        context.publishReportEntry(entry);
    }

    private static String names(Set<Capability> capabilities) {
        return capabilities.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
    }

    /** JUnit takes no entry that is blank. */
    private static void put(Map<String, String> entry, String name, String value) {
        if (!value.isBlank()) {
            entry.put(name, value);
        }
    }

    static String message(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        Throwable cause = thrown.getCause();
        return thrown.getClass().getName() + ": " + message + (cause == null ? "" : ", caused by " + cause)
                + place(thrown);
    }

    /** The first place of an exception that is no library's of the JDK. */
    private static String place(Throwable thrown) {
        return Stream.of(thrown.getStackTrace())
                .filter(frame -> !frame.getClassName().matches("(java|javax|jdk|sun)\\..*"))
                .findFirst()
                .map(frame -> ", at " + frame)
                .orElse("");
    }

    private static Rule ruleOf(String check) {
        Matcher name = NAME.matcher(check);
        if (!name.matches()) {
            throw new IllegalStateException("A check is named after its rule, such as LOCK_01_..., not " + check);
        }
        return Rules.get(name.group(1) + "-" + name.group(2));
    }

    private static long seed() {
        Long given = Long.getLong(RevisionStoreTck.SEED_PROPERTY);
        return given == null ? new Random().nextLong() : given;
    }
}
