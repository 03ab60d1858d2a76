package dev.verso.architecture.violations.engine;

/** The one type that may be public. */
public final class StorageEngine {}
