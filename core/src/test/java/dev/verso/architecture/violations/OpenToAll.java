package dev.verso.architecture.violations;

public class OpenToAll {}
