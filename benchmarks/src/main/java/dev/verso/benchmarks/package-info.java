/**
 * What Verso costs beyond what cannot be avoided.
 *
 * <p>{@link dev.verso.benchmarks.Benchmarks} is the program. Each measurement sets an operation against a floor, such as
 * a bare map, in the same process: short blocks of the two alternate, so that whatever slows the machine down slows both.
 */
@NullMarked
package dev.verso.benchmarks;

import org.jspecify.annotations.NullMarked;
