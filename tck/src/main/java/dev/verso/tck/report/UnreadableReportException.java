package dev.verso.tck.report;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file is not a report of the kit. */
public final class UnreadableReportException extends IOException {

    private static final long serialVersionUID = 1;

    UnreadableReportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
