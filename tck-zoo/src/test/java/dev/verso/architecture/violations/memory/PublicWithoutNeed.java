package dev.verso.architecture.violations.memory;

public final class PublicWithoutNeed {}
