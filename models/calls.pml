/* Sessions, calls and records of docs/spec/attested-session.md and docs/spec/sealed-calls.md, against an attacker who is the network:
 * he opens streams to the responder on as many connections as he likes, names any session, call and method on them, gives them any record
 * that was ever sent, in any order and any number of times, closes and cuts them, and tells the client any outer status.
 * He has no keys: that is what handshake.pml is about.
 *
 *   sessions  0, and 1 after a fresh handshake
 *   calls     0 a unary mutation with an idempotency key: header, message, end
 *             1 the same request once more: repeated after SESSION_UNKNOWN, retried after an unknown outcome, or hedged
 *             2 another method, a stream: header, two messages, end, sent one by one
 *   streams   two at a time, without end in number
 * All three calls at once have too many states; with RETRIES there are both sessions and calls 0 and 1, with STREAMING one session and
 * calls 0 and 2. A trace has everything.
 * Each #ifdef takes one check away; scripts/spin expects its attack.
 */
#include "common.pml"

#define E_ADMIT 1    /* session: the responder verified the peer, and asks whether it is admitted */
#define E_INSERT 2   /* session: the responder takes it, the client has it */
#define E_END 3      /* session, as it ends at its age or a change of manifest */
#define E_REVOKE 4   /* the peer is revoked */
#define E_CALL 5     /* call, session */
#define E_SEND 6     /* call, place of the record */
#define E_STREAM 7   /* stream, session, call, method */
#define E_OPEN 8     /* stream, call and place of the record, 1 if it is the responder's */
#define E_CLOSE 9    /* stream: half-closed by the network */
#define E_CUT 10     /* stream */
#define E_ANSWER 11  /* stream */
#define E_FAIL 12    /* stream */
#define E_RECEIVE 13 /* call, call and place of the record, 1 if it is the client's own */
#define E_STATUS 14  /* call, kind of outer status */

#ifdef RETRIES
#define HAS_STREAM false
#else
#define HAS_STREAM true
#endif
#ifdef STREAMING
#define HAS_RETRY false
#else
#define HAS_RETRY true
#endif

#ifdef ONE_SESSION
#define SECOND_SESSION false
#else
#define SECOND_SESSION true
#endif

#define CALLS 3
#define NOTHING 0

/* sPhase, the responder's view */
#define ADMITTED 1
#define LIVE 2
#define OVER 3
/* cHolds, the client's view */
#define USED 1
#define GIVEN_UP 2
/* tPhase */
#define FREE 0
#define KEYED 1
#define OPEN 2
#define ENDED 3
/* cState */
#define WAITING 1
#define CLOSED 2
#define UNKNOWN 3
/* answer */
#define FULL 1
#define ERROR 2
#define SESSION_ENDED 3
/* outer status */
#define OUTER_OK 0
#define OUTER_SESSION_UNKNOWN 1
#define OUTER_OTHER 2

byte sPhase[2]; byte cHolds[2]; bool revoked;
byte cState[CALLS]; byte cSession[CALLS]; byte cSent[CALLS]; byte cGot[CALLS];
/* The registry of call ids, and what the responder has sealed for each call. */
bool seen[CALLS]; byte answer[CALLS];
byte tPhase[2]; byte tSession[2]; byte tCall[2]; byte tMethod[2]; byte tNext[2]; bool tAltered[2];
byte effects;

bool once = true;            /* no call id reaches a handler twice */
bool effect_once = true;     /* the mutation has its effect once, however often it is sent */
bool whole = true;           /* a request or an answer that counts as complete is what its sender sent */
bool authentic = true;       /* what the client takes for an answer, the handler gave */
bool right_method = true;    /* the handler is the one the client called */
bool none_after_end = true;  /* no call begins in a session that has ended */
bool open_calls_end = true;  /* no call answers in a session that has ended */
bool none_for_revoked = true;/* no session of a revoked peer */
bool never_completes = true; /* no property: shows that calls can be answered */

byte s, c, d, p, t, m;
bool ok, own;
#define CLEAR s = 0; c = 0; d = 0; p = 0; t = 0; m = 0; ok = false; own = false

#define TOTAL(c) (c == 2 -> 4 : 3)
#define METHOD(c) (c == 2 -> 1 : 0)
#define IS_END(c, p) (p == TOTAL(c) - 1)
#define ANSWER_LENGTH(c) (answer[c] == FULL -> 3 : (answer[c] == NOTHING -> 0 : 1))

#ifdef NO_CALL_ID
#define SAME_CALL(a, b) true
#else
#define SAME_CALL(a, b) (a == b)
#endif
#ifdef NO_SEQUENCE
#define IN_PLACE(p, next, end) ((p == 0) == (next == 0))
#else
#define IN_PLACE(p, next, end) (p == next)
#endif
#ifdef NO_DIRECTION
#define RIGHT_DIRECTION(own) true
#else
#define RIGHT_DIRECTION(own) own
#endif
#ifdef CALL_ID_TWICE
#define NEW_CALL(c) true
#else
#define NEW_CALL(c) !seen[c]
#endif
#ifdef NO_METHOD
#define METHOD_FITS(c, m) true
#else
#define METHOD_FITS(c, m) (METHOD(c) == m)
#endif
#ifdef NO_REVOCATION_CHECK
#define MAY_BEGIN(s) true
#else
#define MAY_BEGIN(s) (sPhase[s] == LIVE)
#endif

inline pickCall(v, a0, a1, a2) {
    if
    :: a0 -> v = 0
    :: a1 -> v = 1
    :: a2 -> v = 2
    fi
}

inline pickStream(a0, a1) {
    if
    :: a0 -> t = 0
    :: a1 -> t = 1
    fi
}

inline free(t) { tPhase[t] = FREE; tSession[t] = 0; tCall[t] = 0; tMethod[t] = 0; tNext[t] = 0; tAltered[t] = false }

/* Ends a session's calls, with a sealed status each. */
inline endCalls(s, t) {
    if
    :: tPhase[t] >= OPEN && tSession[t] == s ->
        if
        :: answer[tCall[t]] == NOTHING -> answer[tCall[t]] = SESSION_ENDED
        :: else
        fi;
        free(t)
    :: else
    fi
}

inline endSession(s) {
    if
    :: sPhase[s] == LIVE -> sPhase[s] = OVER;
#ifndef NO_END_OF_CALLS
        endCalls(s, 0); endCalls(s, 1)
#endif
    :: else
    fi
}

inline closeCall(c, state) { cState[c] = state; cGot[c] = 0 }

/* The responder's half of a handshake, in the two steps between which the world may change. */
inline admit() {
    if
    :: sPhase[0] == NOTHING -> s = 0
    :: SECOND_SESSION && sPhase[0] != NOTHING && cHolds[0] == GIVEN_UP && sPhase[1] == NOTHING -> s = 1
    fi;
    ok = !revoked;
    STEP(E_ADMIT, s, 0, 0, 0, ok);
    printf("the responder verifies the peer of session %d: %e\n", s, VERDICT(ok));
    if
    :: ok -> sPhase[s] = ADMITTED
    :: else -> sPhase[s] = OVER; cHolds[s] = GIVEN_UP
    fi
}

inline insert() {
    if
    :: sPhase[0] == ADMITTED -> s = 0
    :: sPhase[1] == ADMITTED -> s = 1
    fi;
#ifdef NO_SECOND_LOOK
    ok = true;
#else
    ok = !revoked;
#endif
    STEP(E_INSERT, s, 0, 0, 0, ok);
    printf("the responder begins session %d: %e\n", s, VERDICT(ok));
    if
    :: ok -> sPhase[s] = LIVE; cHolds[s] = USED;
        HOLDS(none_for_revoked, !revoked)
    :: else -> sPhase[s] = OVER; cHolds[s] = GIVEN_UP
    fi
}

inline end() {
    if
    :: sPhase[0] == LIVE -> s = 0
    :: sPhase[1] == LIVE -> s = 1
    fi;
    STEP(E_END, s, 0, 0, 0, 1);
    printf("session %d ends, at its age or with a new manifest\n", s);
    endSession(s)
}

inline revoke() {
    STEP(E_REVOKE, 0, 0, 0, 0, 1);
    printf("the peer is revoked, and its sessions end\n");
    revoked = true;
    endSession(0); endSession(1)
}

/* The client begins a call in the session that it holds; it sends a unary request at once. */
inline call() {
    if
    :: cState[0] == NOTHING -> c = 0
    :: HAS_RETRY && cState[1] == NOTHING && (cState[0] == WAITING || cState[0] == UNKNOWN) -> c = 1
    :: HAS_STREAM && cState[2] == NOTHING -> c = 2
    fi;
    s = (cHolds[0] == USED -> 0 : 1);
    STEP(E_CALL, c, s, 0, 0, 1);
    cState[c] = WAITING; cSession[c] = s;
    if
    :: c == 2 -> cSent[2] = 1; printf("the client begins call 2, a stream, in session %d\n", s)
    :: else -> cSent[c] = 3; printf("the client sends its request as call %d in session %d\n", c, s)
    fi
}

inline send() {
    STEP(E_SEND, 2, cSent[2], 0, 0, 1);
    printf("the client sends record %d of call 2\n", cSent[2]);
    cSent[2]++
}

/* The attacker opens a stream and names a session and a call on it. */
inline stream() {
    pickStream(tPhase[0] == FREE, tPhase[1] == FREE && tPhase[0] != FREE);
    pickCall(c, cSent[0] > 0, cSent[1] > 0, cSent[2] > 0);
    if :: m = 0 :: m = 1 fi;
    s = cSession[c];
    ok = sPhase[s] == LIVE;
    STEP(E_STREAM, t, s, c, m, ok);
    printf("the attacker opens stream %d for session %d, call %d, method %d: %e\n", t, s, c, m, VERDICT(ok));
    if
    :: ok -> tPhase[t] = KEYED; tSession[t] = s; tCall[t] = c; tMethod[t] = m
    :: else
    fi
}

/* A record reaches a stream. */
inline open() {
    pickStream(tPhase[0] != FREE, tPhase[1] != FREE);
    if
    :: own = true; pickCall(d, cSent[0] > 0, cSent[1] > 0, cSent[2] > 0);
        if :: p = 0 :: cSent[d] > 1 -> p = 1 :: cSent[d] > 2 -> p = 2 :: cSent[d] > 3 -> p = 3 fi
    :: own = false; pickCall(d, answer[0] == FULL, answer[1] == FULL, answer[2] == FULL);
        if :: p = 0 :: p = 1 :: p = 2 fi
    fi;
    c = tCall[t]; s = tSession[t];
    ok = cSession[d] == s && SAME_CALL(d, c) && IN_PLACE(p, tNext[t], 0) && RIGHT_DIRECTION(own) && tPhase[t] != ENDED;
    if
    :: ok && tPhase[t] == KEYED -> ok = METHOD_FITS(d, tMethod[t]) && NEW_CALL(c) && MAY_BEGIN(s)
    :: else
    fi;
    STEP(E_OPEN, t, d, p, own, ok);
    printf("the attacker gives stream %d record %d of call %d: %e\n", t, p, d, VERDICT(ok));
    if
    :: !ok && tPhase[t] < OPEN -> free(t)
    :: !ok && tPhase[t] >= OPEN -> fail()
    :: else ->
        tAltered[t] = tAltered[t] || d != c || p != tNext[t] || !own;
        if
        :: tPhase[t] == KEYED ->
            HOLDS(once, !seen[c])
            HOLDS(none_after_end, sPhase[s] == LIVE)
            HOLDS(right_method, METHOD(c) == tMethod[t])
            seen[c] = true; tPhase[t] = OPEN
        :: else
        fi;
        tNext[t] = (tNext[t] < TOTAL(c) -> tNext[t] + 1 : tNext[t]);
        if
        :: own && IS_END(d, p) -> tPhase[t] = ENDED; HOLDS(whole, !tAltered[t] && tNext[t] == TOTAL(c))
        :: else
        fi
    fi
}

/* The handler of an open stream gives up, with a sealed error. */
inline fail() {
    if
    :: answer[tCall[t]] == NOTHING -> answer[tCall[t]] = ERROR
    :: else
    fi;
    free(t)
}

inline close() {
    pickStream(tPhase[0] == OPEN, tPhase[1] == OPEN);
#ifdef NO_FIN
    ok = true;
#else
    ok = false;
#endif
    STEP(E_CLOSE, t, 0, 0, 0, ok);
    printf("the attacker half-closes stream %d: %e\n", t, VERDICT(ok));
    if
    :: ok -> tPhase[t] = ENDED; HOLDS(whole, !tAltered[t] && tNext[t] == TOTAL(tCall[t]))
    :: else -> fail()
    fi
}

inline cut() {
    pickStream(tPhase[0] != FREE, tPhase[1] != FREE);
    STEP(E_CUT, t, 0, 0, 0, 1);
    printf("the attacker cuts stream %d off\n", t);
    free(t)
}

/* A handler that has the whole request does its work and answers. */
inline respond() {
    pickStream(tPhase[0] == ENDED, tPhase[1] == ENDED);
    c = tCall[t];
    STEP(E_ANSWER, t, 0, 0, 0, 1);
    printf("the handler of stream %d carries call %d out and answers\n", t, c);
    HOLDS(open_calls_end, sPhase[tSession[t]] == LIVE)
    answer[c] = FULL;
    if
#ifdef NO_IDEMPOTENCY
    :: c < 2 -> effects++
#else
    :: c < 2 -> effects = 1 /* the ledger has the key of the first */
#endif
    :: else
    fi;
    HOLDS(effect_once, effects <= 1)
    free(t)
}

inline handlerFails() {
    pickStream(tPhase[0] == ENDED, tPhase[1] == ENDED);
    STEP(E_FAIL, t, 0, 0, 0, 1);
    printf("the handler of stream %d fails\n", t);
    fail()
}

/* A record reaches the client. */
inline receive() {
    pickCall(c, cState[0] == WAITING, cState[1] == WAITING, cState[2] == WAITING);
    if
    :: own = false; pickCall(d, answer[0] != NOTHING, answer[1] != NOTHING, answer[2] != NOTHING);
        if :: p = 0 :: answer[d] == FULL -> p = 1 :: answer[d] == FULL -> p = 2 fi
    :: own = true; pickCall(d, cSent[0] > 0, cSent[1] > 0, cSent[2] > 0);
        if :: p = 0 :: cSent[d] > 1 -> p = 1 :: cSent[d] > 2 -> p = 2 fi
    fi;
    ok = cSession[d] == cSession[c] && SAME_CALL(d, c) && RIGHT_DIRECTION(!own) &&
        (IN_PLACE(p, cGot[c], 0) || (!own && answer[d] != FULL && cGot[c] == 0));
    STEP(E_RECEIVE, c, d, p, own, ok);
    printf("the attacker gives the client of call %d record %d of call %d: %e\n", c, p, d, VERDICT(ok));
    if
    :: !ok -> closeCall(c, UNKNOWN)
    :: ok && !own && answer[d] != FULL ->
        HOLDS(authentic, d == c)
        if
        :: answer[d] == SESSION_ENDED -> giveUp(c)
        :: else
        fi;
        closeCall(c, CLOSED)
    :: ok && (own || answer[d] == FULL) ->
        HOLDS(authentic, !own && d == c)
        HOLDS(whole, p == cGot[c])
        cGot[c]++;
        if
        :: p == 2 -> HOLDS(whole, cGot[c] == 3) closeCall(c, CLOSED);
#ifdef CAN_COMPLETE
            HOLDS(never_completes, c != 1 || !seen[0] || cSession[1] != 1)
#endif
        :: else
        fi
    fi
}

inline giveUp(c) {
    if
    :: cHolds[cSession[c]] == USED -> cHolds[cSession[c]] = GIVEN_UP
    :: else
    fi
}

/* An unsealed status reaches the client. */
inline status() {
    pickCall(c, cState[0] == WAITING, cState[1] == WAITING, cState[2] == WAITING);
    if :: m = OUTER_OK :: m = OUTER_SESSION_UNKNOWN :: m = OUTER_OTHER fi;
    STEP(E_STATUS, c, m, 0, 0, 1);
    printf("the attacker tells the client of call %d an outer status of kind %d\n", c, m);
    if
#ifdef UNSEALED_STATUS
    :: m == OUTER_OK ->
        HOLDS(authentic, answer[c] == FULL)
        HOLDS(whole, cGot[c] == 3)
        closeCall(c, CLOSED)
#endif
    :: m == OUTER_SESSION_UNKNOWN && cGot[c] == 0 -> giveUp(c); closeCall(c, UNKNOWN)
    :: else -> closeCall(c, UNKNOWN)
    fi
}

active proctype world() {
    do
    :: atomic { (sPhase[0] == NOTHING || (SECOND_SESSION && cHolds[0] == GIVEN_UP && sPhase[1] == NOTHING)) -> admit(); CLEAR }
    :: atomic { (sPhase[0] == ADMITTED || sPhase[1] == ADMITTED) -> insert(); CLEAR }
    :: atomic { (sPhase[0] == LIVE || sPhase[1] == LIVE) -> end(); CLEAR }
    :: atomic { (!revoked && sPhase[0] != NOTHING) -> revoke(); CLEAR }
    :: atomic { ((cHolds[0] == USED || cHolds[1] == USED) &&
        (cState[0] == NOTHING || (HAS_RETRY && cState[1] == NOTHING) || (HAS_STREAM && cState[2] == NOTHING))) -> call(); CLEAR }
    :: atomic { (cState[2] == WAITING && cSent[2] < 4) -> send(); CLEAR }
    :: atomic { ((tPhase[0] == FREE || tPhase[1] == FREE) && cSent[0] + cSent[1] + cSent[2] > 0) -> stream(); CLEAR }
    :: atomic { (tPhase[0] != FREE || tPhase[1] != FREE) -> open(); CLEAR }
    :: atomic { (tPhase[0] == OPEN || tPhase[1] == OPEN) -> close(); CLEAR }
    :: atomic { (tPhase[0] != FREE || tPhase[1] != FREE) -> cut(); CLEAR }
    :: atomic { (tPhase[0] == ENDED || tPhase[1] == ENDED) -> respond(); CLEAR }
    :: atomic { (tPhase[0] == ENDED || tPhase[1] == ENDED) -> handlerFails(); CLEAR }
    :: atomic { (cState[0] == WAITING || cState[1] == WAITING || cState[2] == WAITING) -> receive(); CLEAR }
    :: atomic { (cState[0] == WAITING || cState[1] == WAITING || cState[2] == WAITING) -> status(); CLEAR }
    TRACE_END
    od
}
