/** Real database servers for tests and benchmarks, started where none is given. */
@NullMarked
package dev.verso.testservers;

import org.jspecify.annotations.NullMarked;
