/** The command line of the kit: {@code verso-tck certify}, {@code compare}, {@code verify} and {@code lin check}. */
@NullMarked
package dev.verso.tck.cli;

import org.jspecify.annotations.NullMarked;
