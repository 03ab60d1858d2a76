package dev.verso.architecture.violations.tck;

import org.assertj.core.api.Assertions;

final class UsesAnotherLibrary {

    void use() {
        Assertions.assertThat(this).isNotNull();
    }
}
