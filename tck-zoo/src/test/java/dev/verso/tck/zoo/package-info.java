/**
 * The kit judged: storages and stores that are wrong on purpose, each of which the kit must catch, by the rule that it
 * breaks.
 */
@NullMarked
package dev.verso.tck.zoo;

import org.jspecify.annotations.NullMarked;
