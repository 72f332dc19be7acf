/* Verifiers of release manifests (docs/spec/releases.md) against an attacker who owns the network, the verifiers' clocks and up to BAD of
 * the AUDITORS of each set. Two verifiers start with the first set pinned.
 *
 * Notes, each with what it names as its predecessor:
 *   0 1   manifests 1 of set 1, two texts          5 6   changes to set 2, after manifest 0 and after 2
 *   2 3   manifests 2 of set 1, after 0            7     a change to the attacker's own set, after 2
 *   4     manifest 2 of set 1, after 1             8 9   manifests 1 of set 2, two texts
 *   11    manifest 1 of the attacker's set         10    manifest 2 of set 2, after 8
 * First the auditors sign: a bad one everything, an honest one at most one note for each place, and never the attacker's set. Which notes
 * have a quorum is then all that matters, and the attacker has had all signatures from the beginning.
 * Each #ifdef takes one check away; scripts/spin expects its attack.
 */
#include "common.pml"

#define E_ACCEPT 1  /* verifier, first note after what it knows, last note, time */
#define E_RESTART 2 /* verifier */
#define E_USE 3     /* verifier, time */
#define E_MEET 4
#define E_QUORUM 5  /* note: it has its quorum */

#ifndef AUDITORS
#define AUDITORS 4
#define NEEDED 3
#endif
#ifndef BAD
#define BAD 1
#endif

#define NONE 15
#define NOTES 12
#define ATTACKERS_SET 3

bool quorum[NOTES];
byte votes[5];
/* A verifier: its newest manifest, the latest time it has seen, whether it has seen a contradiction. */
byte head[2] = NONE; byte latest[2]; bool alarm[2];
/* What the properties are about: the highest place that a verifier accepted, and what anyone accepted there. */
byte highest[2]; byte accepted_at[5] = NONE;

bool never_back = true;     /* no verifier goes back */
bool one_manifest = true;   /* two verifiers never accept different manifests for the same set and sequence */
bool one_history = true;    /* what is accepted follows what was accepted before */
bool not_expired = true;    /* nothing is accepted or used that has expired at a time seen before */
bool same_release = true;   /* a session joins two that hold the same manifest */
bool known_auditors = true; /* no manifest of a set that the pinned one did not lead to */
bool noticed = true;        /* who meets a contradiction that is signed uses nothing any more */
bool never_completes = true;/* no property: shows that the newest manifest can be accepted */

byte v, n, w, first, t, at, set, k, honest;
bool ok, open;
#define CLEAR v = 0; n = 0; w = 0; first = 0; t = 0; at = 0; set = 0; k = 0; honest = 0; ok = false; open = false

#define IS_CHANGE(n) (n >= 5 && n <= 7)
#define SET(n) (n == 11 -> ATTACKERS_SET : (n < 8 -> 1 : 2))
#define LEADS_TO(n) (n == 7 -> ATTACKERS_SET : 2)
#define SEQUENCE(n) (n < 2 || n == 8 || n == 9 || n == 11 -> 1 : 2)
#define PREVIOUS(n) (n == 2 || n == 3 || n == 5 -> 0 : (n == 4 -> 1 : (n == 6 || n == 7 -> 2 : (n == 10 -> 8 : NONE))))
#define RANK(n) (n == NONE -> 0 : (n < 2 -> 1 : (n < 5 -> 2 : (n == 10 -> 4 : 3))))
#define VALID_UNTIL(n) (RANK(n) > 2 -> 3 : RANK(n))

#ifdef NO_CHAIN
#define FOLLOWS(n, at) true
#else
#define FOLLOWS(n, at) (at == NONE || PREVIOUS(n) == at)
#endif
#ifdef NO_EXPIRY
#define IN_TIME(n, t) true
#else
#define IN_TIME(n, t) (t < VALID_UNTIL(n))
#endif
#ifdef NO_CLOCK_MEMORY
#define CLOCK_FITS(v, t) true
#else
#define CLOCK_FITS(v, t) (t >= latest[v])
#endif
#ifdef COMPARE_NUMBERS
#define SAME_HEAD(v, w) (RANK(head[v]) == RANK(head[w]))
#else
#define SAME_HEAD(v, w) (head[v] == head[w])
#endif

/* One place: each honest auditor signs one of the `size` notes from `a`, or none. */
inline vote(a, size) {
    honest = AUDITORS - BAD;
    do
    :: honest > 0 -> honest--;
        if
        :: skip
        :: votes[0]++
        :: size > 1 -> votes[1]++
        :: size > 2 -> votes[2]++
        fi
    :: else -> break
    od;
    k = 0;
    do
    :: k < size ->
        ok = votes[k] + BAD >= NEEDED;
#ifdef COUNT_SIGNATURES
        ok = ok || BAD > 0;
#endif
#ifdef NO_SIGNATURES
        ok = true;
#endif
        quorum[a + k] = quorum[a + k] && ok;
        votes[k] = 0; k++
    :: else -> break
    od
}

#ifdef TRACE
inline sign() {
    atomic {
        n = 0;
        do
        :: n < NOTES ->
            if
            :: STEP(E_QUORUM, n, 0, 0, 0, 1); quorum[n] = true
            :: skip
            fi;
            n++
        :: else -> break
        od;
        CLEAR
    }
}
#else
inline sign() {
    d_step {
        n = 0;
        do
        :: n < NOTES -> quorum[n] = true; n++
        :: else -> break
        od;
        CLEAR
    };
    atomic { vote(0, 2); CLEAR };
    atomic { vote(2, 3); CLEAR };
    atomic { vote(8, 2); CLEAR };
    atomic { vote(10, 1); CLEAR };
    atomic { vote(5, 2); CLEAR }; /* the new set of both changes; the attacker's set signs its own */
#ifndef NO_OLD_THRESHOLD
    atomic { vote(5, 2); CLEAR };
    quorum[7] = BAD >= NEEDED; /* whoever is honest signs no such thing */
#endif
    d_step {
        n = 0;
        do
        :: n < NOTES ->
            if
            :: quorum[n] -> printf("note %d has its quorum\n", n)
            :: else
            fi;
            n++
        :: else -> break
        od;
        CLEAR
    }
}
#endif

/* Whether note n may come after manifest `at` of set `set`, `open` if that set's manifests are not known from the first. */
#define COMES_NEXT(n) (!IS_CHANGE(n) && SET(n) == set && \
    (at == NONE -> (SEQUENCE(n) == 1 || open) : SEQUENCE(n) == SEQUENCE(at) + 1))
#define CHANGES_SET(n) (IS_CHANGE(n) && set == 1)
#define IS_KNOWN(n, v) (head[v] != NONE && !IS_CHANGE(n) && RANK(n) <= RANK(head[v]))
#define CONTRADICTS(n, at) (!IS_CHANGE(n) || SEQUENCE(PREVIOUS(n)) <= SEQUENCE(at))

/* Without a quorum a note is refused and changes nothing: only a trace has to show such. */
#ifdef TRACE
#define MAY_SHOW(n) true
#else
#define MAY_SHOW(n) quorum[n]
#endif
inline anyNote() {
    if
    :: MAY_SHOW(0) -> n = 0
    :: MAY_SHOW(1) -> n = 1
    :: MAY_SHOW(2) -> n = 2
    :: MAY_SHOW(3) -> n = 3
    :: MAY_SHOW(4) -> n = 4
    :: MAY_SHOW(5) -> n = 5
    :: MAY_SHOW(6) -> n = 6
    :: MAY_SHOW(7) -> n = 7
    :: MAY_SHOW(8) -> n = 8
    :: MAY_SHOW(9) -> n = 9
    :: MAY_SHOW(10) -> n = 10
    :: MAY_SHOW(11) -> n = 11
    fi
}

/* The attacker gives a verifier a chain, note by note, and a time. All of it is taken, or nothing. */
inline accept() {
    if :: v = 0 :: v = 1 fi;
    if :: t = 0 :: t = 1 :: t = 2 fi;
    at = head[v]; set = (at == NONE -> 1 : SET(at)); open = (at == NONE); first = NONE; ok = CLOCK_FITS(v, t) && !alarm[v];
    do
    :: ok -> anyNote();
        if
        :: IS_KNOWN(n, v) && first == NONE ->
            /* Of a place that it knows: the same is passed over, another is a contradiction if it is signed, and refused in any case. */
            w = n; first = n;
            ok = false;
            if
            :: quorum[n] && RANK(n) == RANK(head[v]) && n != head[v] -> alarm[v] = true
            :: quorum[n] && RANK(n) < RANK(head[v]) -> if :: alarm[v] = true :: skip fi /* as it was there, or not */
            :: else
            fi;
            break
        :: (COMES_NEXT(n) || CHANGES_SET(n)) ->
            if
            :: !quorum[n] -> ok = false
            :: quorum[n] && !FOLLOWS(n, at) -> ok = false; alarm[v] = alarm[v] || CONTRADICTS(n, at)
            :: else
            fi;
            first = (first == NONE -> n : first); w = n;
            if
            :: !ok -> break
            :: ok && IS_CHANGE(n) -> open = open && at == NONE; set = LEADS_TO(n); at = NONE
            :: ok && !IS_CHANGE(n) ->
                at = n;
                if :: break :: skip fi
            fi
        fi
    :: !ok -> first = (first == NONE -> 0 : first); break
    od;
    ok = ok && IN_TIME(at, t);
    STEP(E_ACCEPT, v, first, w, t, ok);
    printf("at time %d the attacker shows verifier %d the chain from note %d to note %d: %e\n", t, v, first, w, VERDICT(ok));
    if
    :: ok ->
        HOLDS(known_auditors, set != ATTACKERS_SET)
        HOLDS(never_back, RANK(at) > highest[v])
        HOLDS(not_expired, t < VALID_UNTIL(at) && (t >= latest[v]))
        HOLDS(one_history, head[v] == NONE || RANK(at) != RANK(head[v]) + 1 || SET(at) != SET(head[v]) || PREVIOUS(at) == head[v])
#ifndef ONLY_MEETINGS
        HOLDS(one_manifest, accepted_at[RANK(at)] == NONE || accepted_at[RANK(at)] == at)
#endif
        accepted_at[RANK(at)] = at; head[v] = at; highest[v] = RANK(at);
        latest[v] = (t > latest[v] -> t : latest[v]);
#ifdef CAN_COMPLETE
        HOLDS(never_completes, !(head[0] == 10 && head[1] == 10))
#endif
    :: else
    fi
}

inline restart() {
    if :: v = 0 :: v = 1 fi;
    STEP(E_RESTART, v, 0, 0, 0, 1);
    printf("verifier %d restarts\n", v);
#ifdef NO_MEMORY
    head[v] = NONE; latest[v] = 0; alarm[v] = false
#endif
}

/* A verifier judges software by its manifest. */
inline use() {
    if :: v = 0 :: v = 1 fi;
    if :: t = 0 :: t = 1 :: t = 2 fi;
    ok = !alarm[v] && head[v] != NONE && CLOCK_FITS(v, t) && IN_TIME(head[v], t);
    STEP(E_USE, v, t, 0, 0, ok);
    printf("at time %d verifier %d judges software by note %d: %e\n", t, v, head[v], VERDICT(ok));
    if
    :: ok -> HOLDS(not_expired, t < VALID_UNTIL(head[v]) && t >= latest[v])
        HOLDS(noticed, !alarm[v])
    :: else
    fi
}

/* The two verifiers meet as peers and compare what they hold. Where one is behind, it gets a chain: that is accept(). */
inline meet() {
    ok = !alarm[0] && !alarm[1] && head[0] != NONE && SAME_HEAD(0, 1);
    STEP(E_MEET, 0, 0, 0, 0, ok);
    printf("the verifiers meet with notes %d and %d: %e\n", head[0], head[1], VERDICT(ok));
    if
    :: ok -> HOLDS(same_release, head[0] == head[1])
    :: else ->
        if
        :: head[0] != head[1] && RANK(head[0]) == RANK(head[1]) -> alarm[0] = true; alarm[1] = true
        :: else
        fi
    fi
}

active proctype world() {
    sign();
    do
    :: atomic { accept(); CLEAR }
    :: atomic { restart(); CLEAR }
    :: atomic { use(); CLEAR }
    :: atomic { meet(); CLEAR }
    TRACE_END
    od
}
