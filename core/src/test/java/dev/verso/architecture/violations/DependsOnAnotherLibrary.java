package dev.verso.architecture.violations;

import org.assertj.core.api.Assertions;

final class DependsOnAnotherLibrary {

    void depend() {
        Assertions.assertThat(this).isNotNull();
    }
}
