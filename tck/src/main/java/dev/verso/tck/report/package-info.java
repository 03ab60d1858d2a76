/**
 * The certificate: what a run of the kit found, as {@code tck-report.json}, a page for people and a badge.
 *
 * <p>{@link dev.verso.tck.report.CertificateListener} writes them under any runner of the JUnit Platform, without
 * configuration. What must have run is a list of the kit's own resources, apart from the checks themselves: a check that
 * is missing, filtered out, replaced or cut short makes a run {@link dev.verso.tck.report.Report.Status#INCOMPLETE}.
 */
@NullMarked
package dev.verso.tck.report;

import org.jspecify.annotations.NullMarked;
