/**
 * A tour of Verso on real FHIR data, and an importer of NDJSON files.
 *
 * <p>Read {@link dev.verso.examples.quickstart.Story} first: each of its methods is one step of the tour and shows one
 * thing that the library does. {@link dev.verso.examples.quickstart.Import} shows how to load much data fast, in bounded
 * memory.
 */
@NullMarked
package dev.verso.examples.quickstart;

import org.jspecify.annotations.NullMarked;
