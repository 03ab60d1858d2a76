package dev.verso.benchmarks;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.verso.testservers.LocalMongo;
import dev.verso.testservers.MongoTopology;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bson.Document;

/**
 * Measures the MongoDB adapter against floors on the same servers, with the same concerns, and prints what came out in
 * Markdown.
 *
 * <p>Arguments: the topologies, {@code STANDALONE}, {@code SET_OF_ONE} and {@code SET_OF_THREE}, and the names of what is to
 * be measured, {@code latency}, {@code rates} and {@code depth}; without any, all, {@code depth} on the standalone only.
 * {@code --rounds=} for more or fewer rounds than 1500, {@code --quick} for a run that only shows whether everything works.
 * The servers are started for the purpose.
 */
public final class MongoBenchmarks {

    private static final List<String> SUBJECTS = List.of("latency", "rates", "depth");
    private static final List<String> TOPOLOGIES =
            Arrays.stream(MongoTopology.values()).map(Enum::name).toList();
    private static final int ROUNDS = 1500;

    private MongoBenchmarks() {}

    /**
     * Runs the program; its exit code is 0, or 2 if it was given an argument that it does not know.
     *
     * @param arguments see above
     * @throws Exception if a server fails
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        List<String> subjects = new ArrayList<>();
        List<String> topologies = new ArrayList<>();
        boolean quick = false;
        int rounds = ROUNDS;
        String usage = "give --quick, --rounds=, and any of " + TOPOLOGIES + " and " + SUBJECTS;
        for (String argument : arguments) {
            if (argument.equals("--help")) {
                out.println(usage);
                return 0;
            } else if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.matches("--rounds=[1-9][0-9]{0,6}")) {
                rounds = Integer.parseInt(argument.substring("--rounds=".length()));
            } else if (TOPOLOGIES.contains(argument)) {
                topologies.add(argument);
            } else if (SUBJECTS.contains(argument)) {
                subjects.add(argument);
            } else {
                err.println("Unknown argument: " + argument + "; " + usage);
                return 2;
            }
        }
        Report report = new Report(out);
        for (String topology : topologies.isEmpty() ? TOPOLOGIES : topologies) {
            measure(MongoTopology.valueOf(topology), subjects, quick, quick ? 20 : rounds, report);
        }
        report.line("");
        report.line("Load at the end " + load() + (quick ? ". A quick run: the figures mean nothing." : "."));
        return 0;
    }

    private static void measure(MongoTopology topology, List<String> subjects, boolean quick, int rounds, Report report)
            throws Exception {
        try (LocalMongo servers = LocalMongo.start(topology)) {
            report.line("");
            report.line(circumstances(topology, servers.uri()));
            if (subjects.isEmpty() || subjects.contains("latency")) {
                MongoLatency.measure(servers.uri(), topology, report, rounds);
            }
            if (subjects.isEmpty() || subjects.contains("rates")) {
                MongoRates.measure(servers.uri(), topology, report, quick ? 1 : 7, quick ? 50 : 1000);
            }
            if (subjects.contains("depth") || subjects.isEmpty() && !topology.isReplicaSet()) {
                MongoDepth.measure(
                        servers.uri(), topology, report, rounds, quick ? 100 : 100_000, quick ? 12_000 : 300_000);
            }
        }
    }

    private static String circumstances(MongoTopology topology, String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            String version = client.getDatabase("admin")
                    .runCommand(new Document("buildInfo", 1))
                    .getString("version");
            return String.format(
                    Locale.ROOT,
                    "%s: MongoDB %s, journal on, JDK %s, %d cores, load at the beginning %s.",
                    topology,
                    version,
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    load());
        }
    }

    private static String load() {
        return Report.number(
                "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
