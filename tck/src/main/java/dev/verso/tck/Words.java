package dev.verso.tck;

import dev.verso.Content;
import dev.verso.Page;
import dev.verso.ResourceKey;
import dev.verso.Revision;
import dev.verso.RevisionMetadata;
import dev.verso.StoredResource;
import dev.verso.TenantContext;
import dev.verso.TenantPermissions;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts values into words for messages and traces; of content only size and hash are told. */
final class Words {

    private static final int LISTED = 6;
    private static final int LONGEST = 120;
    private static final int CAUSES = 4;

    /** The JDK, the engine and its port, and the kit: what the author of an adapter has not written. */
    private static final Pattern NOT_THE_AUTHORS = Pattern.compile("(java|javax|jdk|sun)\\..*"
            + "|dev\\.verso\\.(engine\\.|spi\\.|tck\\.((fault|lin|load|model|store)\\.)?)?[A-Z].*");

    private Words() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Throwable thrown) {
            return ofThrowable(thrown);
        }
        if (value instanceof String text) {
            return '"' + visible(cut(text, LONGEST)) + '"';
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Words::of).orElse("empty");
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? Integer.toString(number.getAsInt()) : "empty";
        }
        if (value instanceof Collection<?> many) {
            return many.stream().limit(LISTED).map(Words::of).collect(Collectors.joining(", ", "[", ""))
                    + (many.size() > LISTED ? ", … " + many.size() + " in all]" : "]");
        }
        return ofDomain(value);
    }

    /** With its causes: what the engine says of a store's exception is less than the exception itself. */
    private static String ofThrowable(Throwable thrown) {
        StringBuilder words = new StringBuilder();
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < CAUSES; depth++) {
            words.append(depth == 0 ? "" : ", caused by ")
                    .append(next.getClass().getSimpleName())
                    .append(": ")
                    .append(cut(String.valueOf(next.getMessage()), 300));
            next = next.getCause();
        }
        return words.toString();
    }

    /** Says where an exception comes from, if it comes from the adapter. */
    static String placeOf(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < CAUSES; depth++) {
            root = root.getCause();
        }
        for (StackTraceElement frame : root.getStackTrace()) {
            if (frame.getClassName().startsWith("org.junit.")) {
                return "";
            }
            if (!NOT_THE_AUTHORS.matcher(frame.getClassName()).matches()) {
                return ", at " + frame;
            }
        }
        return "";
    }

    private static String ofDomain(Object value) {
        if (value instanceof Content content) {
            return "{" + content.size() + " bytes #" + Integer.toHexString(content.hashCode()) + "}";
        }
        if (value instanceof TenantContext context) {
            return context.permissions().equals(TenantPermissions.fullAccess())
                    ? context.tenant().value()
                    : context.tenant().value() + " with " + context.permissions();
        }
        if (value instanceof StoredResource resource) {
            return ofMetadata(resource.metadata()) + " " + of(resource.content());
        }
        if (value instanceof Revision revision) {
            return revision.getClass().getSimpleName() + " " + ofMetadata(revision.metadata());
        }
        if (value instanceof RevisionMetadata metadata) {
            return ofMetadata(metadata);
        }
        if (value instanceof Page<?> page) {
            return "page of " + of(page.items()) + (page.next().isPresent() ? ", more to come" : ", the last");
        }
        if (value instanceof ResourceKey || value instanceof Enum<?> || value instanceof Number) {
            return value.toString();
        }
        if (value instanceof BaseStream<?, ?>) {
            return "a stream";
        }
        if (value instanceof Consumer<?>) {
            return "a consumer";
        }
        if (value.getClass().isArray()) {
            return value.getClass().getComponentType() + "[" + Array.getLength(value) + "]";
        }
        return value instanceof Record && value.getClass().getPackageName().startsWith("dev.verso")
                ? ofRecord(value)
                : visible(cut(String.valueOf(value), LONGEST));
    }

    private static String ofMetadata(RevisionMetadata metadata) {
        return metadata.key().type() + "/" + metadata.key().id() + " v" + metadata.version() + " " + metadata.change()
                + " at " + metadata.lastUpdated();
    }

    private static String ofRecord(Object value) {
        StringBuilder words = new StringBuilder(value.getClass().getSimpleName()).append('(');
        String separator = "";
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part;
            try {
                part = component.getAccessor().invoke(value);
            } catch (ReflectiveOperationException e) {
                part = "?";
            }
            if (!Optional.empty().equals(part)) {
                words.append(separator).append(of(part));
                separator = ", ";
            }
        }
        return words.append(')').toString();
    }

    private static String visible(String text) {
        return text.chars()
                .mapToObj(c -> c >= ' ' && c < 127 || c == '…' ? String.valueOf((char) c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "… (" + text.length() + " characters)";
    }
}
