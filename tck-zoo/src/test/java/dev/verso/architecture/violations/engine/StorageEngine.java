package dev.verso.architecture.violations.engine;

public final class StorageEngine {}
