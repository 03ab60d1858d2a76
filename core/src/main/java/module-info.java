/**
 * Versioned JSON resources for many tenants, with optimistic locking, on a backend that the user chooses.
 *
 * <p>{@link dev.verso} holds what an application calls, {@link dev.verso.spi} what a backend implements. The engine
 * between them is not exported.
 */
module dev.verso.core {
    requires transitive com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.verso;
    exports dev.verso.spi;
}
