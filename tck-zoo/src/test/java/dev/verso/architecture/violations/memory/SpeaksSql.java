package dev.verso.architecture.violations.memory;

import java.sql.Connection;
import java.sql.SQLException;

final class SpeaksSql {

    void speak(Connection connection) throws SQLException {
        connection.commit();
    }
}
