package dev.verso.tck.store;

import dev.verso.BackendUnavailableException;
import dev.verso.tck.Rule;
import dev.verso.tck.Rules;
import dev.verso.tck.Verdict;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        try (StoreTrial trial = new StoreTrial(tck, rule, seed())) {
            tck.begin(trial);
            try {
                invocation.proceed();
                trial.audit();
                report(context, rule, trial, trial.isUndeclared() ? Verdict.NOT_DECLARED : Verdict.PASS, tck.name());
            } catch (BackendUnavailableException e) {
                // Not a verdict on the store: there was none to judge.
                report(context, rule, trial, Verdict.ERROR, tck.name());
                throw e;
            } catch (AssertionError | RuntimeException e) {
                report(context, rule, trial, Verdict.FAIL, tck.name());
                throw failure(e, trial, "mvn test -Dtest=" + tck.getClass().getSimpleName() + "#" + check);
            }
        }
    }

    private static AssertionFailedError failure(Throwable thrown, StoreTrial trial, String again) {
        String message = trial.explain(message(thrown), again);
        return thrown instanceof AssertionFailedError failed && failed.isExpectedDefined()
                ? new AssertionFailedError(message, failed.getExpected(), failed.getActual(), thrown)
                : new AssertionFailedError(message, thrown);
    }

    private static void report(ExtensionContext context, Rule rule, StoreTrial trial, Verdict verdict, String subject) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("verso.rule", rule.id());
        entry.put("verso.check", context.getRequiredTestMethod().getName());
        entry.put("verso.verdict", verdict.name());
        entry.put("verso.subject", subject);
        entry.put("verso.seed", Long.toString(trial.seed()));
        if (!trial.notes().isEmpty()) {
            entry.put("verso.notes", trial.notes());
            LOG.info("{} {}: {}; seed {}", subject, entry.get("verso.check"), trial.notes(), trial.seed());
        }
        context.publishReportEntry(entry);
    }

    private static String message(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return thrown instanceof AssertionError ? message : thrown.getClass().getName() + ": " + message;
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
