/**
 * The linearizability checker: decides whether what concurrent callers of one store saw can be explained by one operation
 * after the other, each taking effect at a moment between its call and its return (Herlihy and Wing, "Linearizability: A
 * Correctness Condition for Concurrent Objects", ACM TOPLAS 12(3), 1990).
 *
 * <p>For arbitrary objects that question is NP-complete (Gibbons and Korach, "Testing Shared Memories", SIAM Journal on
 * Computing 26(4), 1997). For versioned resources it is not, because the store itself tells the order of its writes: every
 * accepted write makes one version, versions have no gaps, each revision carries the id of its write, and after the run
 * {@linkplain dev.verso.tck.lin.Audit the audit} reads them all. What is left to find is where the operations that wrote
 * nothing belong.
 *
 * <h2>The argument</h2>
 *
 * <p><b>Model.</b> Keys are independent (linearizability is local: Herlihy and Wing, theorem 1), so take one key, never
 * erased, and its audited revisions 1 to n. The key went through the states 0 (absent), 1, 2, … n; state s is live or
 * deleted as revision s says. In any linearization the write of version k turns state k - 1 into state k, so the writes are
 * in the order of their versions, and every other operation happens in exactly one state. Give the write of version k the
 * position 2k, and an operation that happens in state s the position 2s + 1.
 *
 * <p><b>What an operation says by itself.</b> An accepted write has one position. Every other operation has a set of
 * admissible positions that depends on the audited revisions only: a read that gave version 5 happened in state 5, a
 * refusal with Gone in some deleted state, and so on through the contract's table. {@code Chain} holds these sets. An answer
 * with an empty set, an acknowledged write that is not in the audit, a refused one that is, and a revision whose change or
 * content does not fit the write that made it are violations already ({@code KeyCheck}); they need no order.
 *
 * <p><b>What real time says.</b> If a returned before b was called, a comes first. So the history is linearizable exactly
 * if every operation can be given an admissible position such that whenever a returned before b was called, position(a)
 * &lt;= position(b). Necessary: a linearization gives such positions. Sufficient: sort by position, and operations of equal
 * position by the time of their calls. Equal positions are odd, that is, those operations happen in one state and change
 * nothing, so any order of them that respects real time will do, and that by calls does: if a returned before b was called,
 * a was called before b.
 *
 * <p><b>Why the first admissible position is the right choice.</b> The sweep takes the operations in the order of their
 * calls and gives each the smallest admissible position that is not below the positions of those that had returned before.
 * Let p be these positions and q any solution. Then p(o) &lt;= q(o) for every o, by induction over the order of calls: the
 * operations that returned before o's call were called before o, so p is at most q for them; q(o) is admissible and not
 * below their q, hence not below their p; and p(o) is the smallest admissible one that is not below their p. So if the sweep
 * finds no position for some o, no solution has one either, and if it finds one for each, they are a solution: the answer is
 * exact both ways. An operation that returned raises a floor, no floor ever falls, and so the sweep is one pass over the
 * calls and returns in order of time. Operations that end and begin at the same nanosecond count as concurrent.
 *
 * <p><b>Unknown outcomes.</b> A write whose outcome is unknown may take effect at any time after its call. If its id is in
 * the audit it did: it has the position of its version, and it never raises a floor, as if it had returned at infinity. If
 * its id is not there it did not, provided that it cannot do so after the audit any more. Whoever records a history under
 * faults sees to that: only conditional writes while faults happen, then writes that move each head beyond every version
 * that was expected, then the audit.
 *
 * <p><b>Rejected operations</b> (an invalid argument, an unavailable backend, a fault with a known outcome) say nothing of
 * the state, and must not be in the audit.
 *
 * <h2>Where it stops</h2>
 *
 * <p>Histories over several keys are checked key by key: what the contract promises of lists, counts, feeds and batches as
 * a whole is not looked at here. Erasures are not part of histories. The audit is read after the run by the same store, so
 * a store that lies consistently, in every answer ever given, is not found out by any checker.
 */
@NullMarked
package dev.verso.tck.lin;

import org.jspecify.annotations.NullMarked;
