package dev.verso.tck;

/**
 * Says what is judged where no test class does: on the command line, {@code verso-tck certify --factory my.Factory}.
 *
 * <p>An implementation is a public class with a public constructor without parameters. If it is {@link AutoCloseable} too,
 * it is closed after the run.
 */
@FunctionalInterface
public interface SubjectFactory {

    /**
     * Says what is judged; called once.
     *
     * @return the adapter, a way to open instances over one backend, and the capabilities that it declares
     * @throws Exception if the backend cannot be reached: then nothing is judged
     */
    Subject subject() throws Exception;
}
