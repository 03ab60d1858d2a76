package dev.verso.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.verso.tck.Verdict;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** What is written of real runs by JUnit, among them runs of kits that somebody tampered with. */
class CertificateListenerTest {

    @TempDir
    private Path output;

    private final List<String> lines = new ArrayList<>();

    @Test
    void JUnit_finds_the_listener_by_itself() {
        assertThat(ServiceLoader.load(TestExecutionListener.class).stream().map(ServiceLoader.Provider::type))
                .contains(CertificateListener.class);
    }

    /** Replaces a check by one that is easy to pass. */
    static class Replacing extends KitRuns.Driving {

        @Test
        @Override
        public void LOCK_06_histories_of_all_operations_are_linearizable() {}
    }

    /** Leaves a check out by overriding it. */
    static class Hiding extends KitRuns.Driving {

        @Override
        public void LOCK_06_histories_of_all_operations_are_linearizable() {}
    }

    /** Leaves a check out by an annotation. */
    static class Disabling extends KitRuns.Driving {

        @Test
        @Disabled("it fails")
        @Override
        public void LOCK_06_histories_of_all_operations_are_linearizable() {}
    }

    @Disabled("all of it fails")
    static class AllDisabled extends KitRuns.Driving {}

    /** Has a backend that does not even start. */
    static class Unreachable extends KitRuns.Driving {

        @BeforeAll
        static void start() {
            throw new IllegalStateException("no server on <port>");
        }
    }

    @Test
    void a_check_that_was_replaced_is_none() throws IOException {
        Report report = lockRules(Replacing.class);

        assertThat(check(report, "LOCK_06_histories_of_all").verdict()).isEqualTo(Verdict.NOT_RUN);
        assertThat(report.reasons())
                .contains("LOCK_06_histories_of_all_operations_are_linearizable was replaced by one of "
                        + Replacing.class.getName());
    }

    @Test
    void a_check_that_was_overridden_away_is_missing() throws IOException {
        assertThat(check(lockRules(Hiding.class), "LOCK_06_histories_of_all").invocations())
                .isZero();
    }

    @Test
    void a_check_that_was_disabled_is_told() throws IOException {
        Report report = lockRules(Disabling.class);

        assertThat(check(report, "LOCK_06_histories_of_all").verdict()).isEqualTo(Verdict.NOT_RUN);
        assertThat(report.reasons()).anyMatch(reason -> reason.contains("was skipped: it fails"));
    }

    @Test
    void a_class_that_was_disabled_gets_a_report_that_says_so() throws IOException {
        Report report = run(AllDisabled.class, selectClass(AllDisabled.class));

        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.reasons()).anyMatch(reason -> reason.contains("was skipped: all of it fails"));
    }

    @Test
    void a_backend_that_does_not_start_is_told() throws IOException {
        Report report = run(Unreachable.class, selectClass(Unreachable.class));

        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.reasons()).anyMatch(reason -> reason.contains("no server on <port>"));
        assertThat(Files.readString(directory(Unreachable.class).resolve(Certificate.PAGE)))
                .contains("no server on &lt;port&gt;");
    }

    @Test
    void a_filter_makes_no_certificate() throws IOException {
        Report report = run(KitRuns.Driving.class, selectMethod(KitRuns.Driving.class, someCheck()));

        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.reasons()).anyMatch(reason -> reason.matches("2[0-9]{2} checks did not run, .* more"));
        assertThat(check(report, someCheck()).verdict()).isEqualTo(Verdict.ERROR);
        assertThat(check(report, someCheck()).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.message()).contains("No backend"));
        assertThat(lines).singleElement().asString().startsWith("Verso TCK: INCOMPLETE: nothing 0: 0/");
    }

    @Test
    void a_run_of_the_driven_port_is_reported_as_such() throws IOException {
        String check = ExpectedTest.listed(Kit.DRIVEN).checks().get(0).name();
        Report report = run(KitRuns.Driven.class, selectMethod(KitRuns.Driven.class, check, parameters(check)));

        assertThat(report.kit().port()).isEqualTo("driven");
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void a_report_tells_adapter_hashes_and_environment_and_is_of_its_schema() throws IOException {
        Report report = run(KitRuns.Driving.class, selectMethod(KitRuns.Driving.class, someCheck()));

        assertThat(report.adapter().name()).isEqualTo("nothing");
        assertThat(report.adapter().capabilities()).containsExactly("SCANS");
        assertThat(report.kit().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(report.artifacts())
                .anyMatch(artifact ->
                        artifact.role().equals("kit") && artifact.sha256().matches("[0-9a-f]{64}"))
                .anyMatch(artifact -> artifact.role().equals("contract"))
                .anyMatch(artifact -> artifact.role().equals("tests"));
        assertThat(report.run().seed()).matches("-?[0-9]+");
        assertThat(problems(report.json())).isEmpty();
        assertThat(Report.read(directory(KitRuns.Driving.class).resolve(Report.FILE)))
                .isEqualTo(report);
    }

    @Test
    void the_schema_refuses_what_is_not_of_it() {
        String sound =
                Reports.of("a", "b", List.of(), Reports.checks(List.of())).json();

        assertThat(problems(sound)).isEmpty();
        assertThat(problems(sound.replace("\"CERTIFIED\"", "\"GREEN\""))).isNotEmpty();
        assertThat(problems(sound.replace("\"CERTIFIED\"", "\"INCOMPLETE\""))).isNotEmpty();
        assertThat(problems(sound.replaceFirst("\"summary\"", "\"summery\""))).isNotEmpty();
        assertThat(problems(sound.replaceFirst("\"PASS\"", "\"SKIPPED\""))).isNotEmpty();
    }

    /** Stands for a run whose JVM is killed: JUnit never says that it ended. */
    @Test
    void a_run_that_does_not_end_leaves_no_older_certificate_behind() throws IOException {
        Certificate.write(Reports.of("a", "b", List.of(), Reports.checks(List.of())), directory(KitRuns.Driving.class));
        CertificateListener listener = listener(output);
        KitRuns.run(
                new TestExecutionListener() {
                    @Override
                    public void testPlanExecutionStarted(TestPlan plan) {
                        listener.testPlanExecutionStarted(plan);
                    }

                    @Override
                    public void executionStarted(TestIdentifier identifier) {
                        listener.executionStarted(identifier);
                    }
                },
                selectMethod(KitRuns.Driving.class, someCheck()));

        Report report = Report.read(directory(KitRuns.Driving.class).resolve(Report.FILE));
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.reasons()).contains("The run did not come to its end");
        assertThat(Files.readString(directory(KitRuns.Driving.class).resolve(Certificate.BADGE)))
                .contains("incomplete")
                .doesNotContain("Concurrent");
    }

    /** Stands for a kit whose rules or classes somebody damaged, so that no report can be made. */
    @Test
    void whatever_goes_wrong_no_older_certificate_is_left_behind() throws IOException {
        for (Throwable thrown : List.of(new IllegalStateException("rules"), new NoClassDefFoundError("Rules"))) {
            Path there = directory(KitRuns.Driving.class);
            Certificate.write(Reports.of("a", "b", List.of(), Reports.checks(List.of())), there);
            CertificateListener broken = new CertificateListener(
                    test -> directory(test),
                    (report, written) -> lines.add(Certificate.line(report)),
                    session -> sneaky(thrown));

            KitRuns.run(broken, selectMethod(KitRuns.Driving.class, someCheck()));

            assertThat(there).isEmptyDirectory();
            assertThat(lines).isEmpty();
        }
    }

    private static Report sneaky(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    @Test
    void a_text_of_any_kind_is_written_and_read_as_it_was() throws IOException {
        String half = "half a pair \ud83d, a whole one \ud83d\ude00, \u0000 and \u00e9";
        Report report = Reports.of(half, half, List.of(), Reports.checks(List.of()));

        Certificate.write(report, output);

        assertThat(Report.read(output.resolve(Report.FILE))).isEqualTo(report);
        assertThat(output.resolve(Certificate.PAGE)).isNotEmptyFile();
    }

    @Test
    void damage_is_told_once() throws IOException {
        Session session = new Session(KitRuns.Driving.class, Kit.DRIVING, "no list");

        session.report();

        assertThat(session.report().reasons())
                .filteredOn(reason -> reason.contains("No line of a list of checks"))
                .hasSize(1);
    }

    /** As runners do that run failed tests again. */
    @Test
    void a_second_run_of_a_part_does_not_hide_the_first() throws IOException {
        Report whole = lockRules(KitRuns.Driving.class);
        Report again = run(KitRuns.Driving.class, selectMethod(KitRuns.Driving.class, lockCheck()));

        assertThat(again.rules()).isEqualTo(whole.rules());
    }

    @Test
    void an_output_that_cannot_be_written_harms_nothing() throws IOException {
        Path file = Files.writeString(output.resolve("file"), "");

        KitRuns.run(listener(file), selectMethod(KitRuns.Driving.class, someCheck()));

        assertThat(lines).isEmpty();
    }

    @Test
    void what_is_no_report_is_refused_with_a_reason() throws IOException {
        Path file = output.resolve("x.json");
        for (String text : List.of("", "null", "[]", "{}", "{\"format\":1}", "not json")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> Report.read(file))
                    .as(text)
                    .isInstanceOf(UnreadableReportException.class)
                    .hasMessageContaining("x.json is not a report");
        }
    }

    private static String someCheck() {
        return Reports.LIST.checks().get(0).name();
    }

    private static String lockCheck() {
        return "LOCK_06_histories_of_sixteen_threads_on_one_key_are_linearizable";
    }

    private static String parameters(String check) {
        return java.util.Arrays.stream(KitRuns.Driven.class.getMethods())
                .filter(method -> method.getName().equals(check))
                .flatMap(method -> java.util.Arrays.stream(method.getParameterTypes()))
                .map(Class::getName)
                .collect(java.util.stream.Collectors.joining(","));
    }

    private Report lockRules(Class<?> test) throws IOException {
        return run(
                test,
                selectMethod(test, "LOCK_06_histories_of_all_operations_are_linearizable"),
                selectMethod(test, lockCheck()));
    }

    private Report run(Class<?> test, DiscoverySelector... selectors) throws IOException {
        KitRuns.run(listener(output), selectors);
        return Report.read(directory(test).resolve(Report.FILE));
    }

    private CertificateListener listener(Path directory) {
        return new CertificateListener(
                test -> directory.resolve(test.getName()), (report, written) -> lines.add(Certificate.line(report)));
    }

    private Path directory(Class<?> test) {
        return output.resolve(test.getName());
    }

    private static CheckResult check(Report report, String prefix) {
        return report.rules().stream()
                .flatMap(rule -> rule.checks().stream())
                .filter(check -> check.name().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> problems(String json) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Session.resource("tck-report.schema.json"))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
