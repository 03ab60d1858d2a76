package dev.verso.architecture.violations.memory;

/** An entry class: it may be public. */
public final class MemoryRevisionStore {}
