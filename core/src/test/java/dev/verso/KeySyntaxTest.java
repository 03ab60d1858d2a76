package dev.verso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** KEY-01 and KEY-02. */
class KeySyntaxTest {

    private static final String ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";

    private static void assertInvalid(String part) {
        assertThatThrownBy(() -> new TenantId(part))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("tenant");
        assertThatThrownBy(() -> ResourceKey.of("t", part, "i"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("type");
        assertThatThrownBy(() -> ResourceKey.of("t", "T", part))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> TenantPermissions.builder().allowOn(part, Permission.READ))
                .isInstanceOf(InvalidKeyException.class);
    }

    private static void assertValid(String part) {
        ResourceKey key = ResourceKey.of(part, part, part);
        assertThat(key.tenant().value()).isEqualTo(part);
        assertThat(key.type()).isEqualTo(part);
        assertThat(key.id()).isEqualTo(part);
    }

    @Test
    void KEY_01_exactly_these_characters_are_allowed() {
        for (char c = 0; c < 0xFFFF; c++) {
            String part = "a" + c + "b";
            if (ALLOWED.indexOf(c) >= 0) {
                assertValid(part);
            } else if (c < 0x500 || c % 251 == 0 || Character.isSurrogate(c)) {
                assertInvalid(part);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A", "0", "-", "_", "~", "...", "a.", ".a", "..a", "-.~_", "null", "CON"})
    void KEY_01_allows(String part) {
        assertValid(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", " ", "a ", " a", "a/b", "a\\b", "%41", "a\u0000", "\uD83D\uDE00", "\uD83D"})
    void KEY_01_refuses(String part) {
        assertInvalid(part);
    }

    @Test
    void KEY_01_at_most_128_characters() {
        assertValid("x".repeat(128));
        assertInvalid("x".repeat(129));
        assertInvalid("x".repeat(1_000_000));
    }

    @Test
    void the_message_shows_the_bad_character_by_its_number_only() {
        assertThatThrownBy(() -> ResourceKey.of("t", "T", "John\u0007Doe"))
                .hasMessageContaining("U+0007")
                .hasMessageContaining("index 4")
                .hasMessageNotContaining("John");
    }

    @Test
    void KEY_02_keys_are_equal_only_part_by_part() {
        Set<ResourceKey> keys = new HashSet<>(List.of(
                ResourceKey.of("t", "a", "b.c"),
                ResourceKey.of("t", "a.b", "c"),
                ResourceKey.of("t.a", "b", "c"),
                ResourceKey.of("T", "a", "b.c"),
                ResourceKey.of("t", "A", "b.c"),
                ResourceKey.of("t", "a", "B.c")));
        assertThat(keys).hasSize(6);
        assertThat(ResourceKey.of("t", "a", "b")).isEqualTo(ResourceKey.of("t", "a", "b"));
    }

    @Test
    void a_missing_part_is_a_null_pointer() {
        assertThatThrownBy(() -> new TenantId(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ResourceKey.of("t", null, "i")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ResourceKey.of("t", "T", null)).isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "a\nb", "\u0000", "\uD83D", "x\uDE00", "a\u0085b"})
    void a_principal_or_correlation_id_that_no_backend_could_store_is_refused(String text) {
        TenantContext context = TenantContext.of("t", TenantPermissions.none());
        assertThatThrownBy(() -> context.withPrincipal(text)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> context.withCorrelationId(text)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void a_principal_may_have_256_characters_of_any_script() {
        TenantContext context = TenantContext.of("t", TenantPermissions.none());
        String longest = "\uD83D\uDE00".repeat(128);
        assertThat(context.withPrincipal(longest).principal()).contains(longest);
        assertThatThrownBy(() -> context.withPrincipal(longest + "x")).isInstanceOf(InvalidArgumentException.class);
    }
}
