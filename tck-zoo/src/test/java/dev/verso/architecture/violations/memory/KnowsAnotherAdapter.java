package dev.verso.architecture.violations.memory;

import dev.verso.architecture.violations.jdbc.JdbcRevisionStore;

final class KnowsAnotherAdapter {

    JdbcRevisionStore other() {
        return new JdbcRevisionStore();
    }
}
