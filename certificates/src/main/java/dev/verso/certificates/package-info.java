/** Gathers the certificates that the adapters' own runs of the kit left, and compares them. */
@NullMarked
package dev.verso.certificates;

import org.jspecify.annotations.NullMarked;
