package dev.verso.tck.lin;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Saves histories as JSON lines and reads them again, also those that a program in another language recorded.
 *
 * <p>The file is UTF-8 text, one JSON object a line; blank lines are skipped. The first line is the header, the others may
 * come in any order:
 *
 * <pre>{@code
 * {"history":"verso","format":1,"seed":7,"notes":{"adapter":"memory"},"operations":2}
 * {"operation":"create","process":0,"instance":"1","key":"Patient/p1","writeId":"0191...","content":"5f3a",
 *      "invoked":100,"returned":180,"outcome":{"is":"accepted","version":1,"change":"CREATE"}}      (on one line)
 * {"operation":"read","process":1,"instance":"2","key":"Patient/p1","invoked":190,"returned":200,"outcome":{"is":"empty"}}
 * {"audit":"Patient/p1","versions":1}
 * {"slot":1,"key":"Patient/p1","change":"CREATE","writeId":"0191...","content":"5f3a"}
 * }</pre>
 *
 * <ul>
 *   <li>Header: {@code format} is 1; {@code seed}, {@code notes} (texts) and {@code operations} (how many there are, so that
 *       a cut file is noticed) may be left out.
 *   <li>Operation: named by {@link Kind#label()}. {@code version} is a text, for operations that name one;
 *       {@code writeId} is a UUID, for writes; {@code content} is a digest, for writes that send content: any text that is
 *       equal exactly for equal content. Times are whole nanoseconds of one clock for the whole file. {@code returned} may be
 *       left out if the outcome is unknown.
 *   <li>Outcome: {@code accepted} (version, change), {@code found} (version, change, writeId, content unless it is a
 *       tombstone), {@code empty}, {@code current} (version), {@code exists} (live), {@code listed} (last: the versions 1 to
 *       last were given), {@code alreadyExists}, {@code versionConflict} and {@code gone} (version of the head, if it was
 *       named), {@code notFound}, {@code notRestorable}, {@code optimisticLockFailure}, {@code rejected} (reason: refused
 *       without a word on the state, and without a trace), {@code unknown}, {@code unlawful} (answer: what the contract has
 *       no place for, in words).
 *   <li>Audit: for each key of an operation one line that says how many versions were listed at the end, and for each of
 *       them a slot, in the order of their listing.
 * </ul>
 *
 * <p>Reading is strict: unknown and missing fields, duplicate names, numbers in texts and counts that do not agree are
 * refused. Stateless and thread-safe.
 */
public final class HistoryFile {

    private HistoryFile() {}

    /**
     * Saves a history.
     *
     * @param history the history
     * @param file the file, which is replaced; its directory is made
     * @throws IOException if it cannot be written
     */
    public static void write(History history, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            HistoryWriter.write(history, out);
        }
    }

    /**
     * Reads a saved history.
     *
     * @param file the file
     * @return the history
     * @throws IOException if it cannot be read
     * @throws UnreadableHistoryException if it is no history
     */
    public static History read(Path file) throws IOException, UnreadableHistoryException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return HistoryReader.read(in);
        } catch (CharacterCodingException e) {
            throw new UnreadableHistoryException(file.getFileName() + " is not UTF-8 text");
        }
    }

    /**
     * Gives a history as text, as a file would have it.
     *
     * @param history the history
     * @return the lines
     */
    public static String text(History history) {
        StringWriter out = new StringWriter();
        try (Writer closed = out) {
            HistoryWriter.write(history, closed);
        } catch (IOException e) {
            throw new UncheckedIOException("A text took no text", e);
        }
        return out.toString();
    }

    /**
     * Reads a history from text.
     *
     * @param lines what a file would have
     * @return the history
     * @throws UnreadableHistoryException if it is no history
     */
    public static History parse(String lines) throws UnreadableHistoryException {
        try (Reader in = new StringReader(lines)) {
            return HistoryReader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("A text gave no text", e);
        }
    }
}
