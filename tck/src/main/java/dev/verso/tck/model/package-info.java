/**
 * The model-based random test: seeded sequences of calls, a naive model of the contract that says what each must give, and
 * the shrinking of a sequence that a storage answers otherwise.
 */
@NullMarked
package dev.verso.tck.model;

import org.jspecify.annotations.NullMarked;
