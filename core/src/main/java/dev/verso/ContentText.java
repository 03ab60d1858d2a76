package dev.verso;

import java.nio.charset.StandardCharsets;

/** The way from text to bytes, on which nothing may be replaced by a question mark. */
final class ContentText {

    private static final int MOST_BYTES_OF_A_CHAR = 3;
    private static final int MOST_CHARS = Integer.MAX_VALUE / MOST_BYTES_OF_A_CHAR;

    private ContentText() {}

    /**
     * Encodes in UTF-8.
     *
     * @throws InvalidContentException if a surrogate has no other half, or there is more than fits into an array
     */
    static byte[] encode(String json) {
        if (json.length() > MOST_CHARS) {
            throw new InvalidContentException("Invalid content: a text of more than " + MOST_CHARS + " chars");
        }
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < json.length()
                        && Character.isLowSurrogate(json.charAt(i + 1));
                if (!paired) {
                    throw new InvalidContentException("Invalid content: an unpaired surrogate at char " + i);
                }
                i++;
            }
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
