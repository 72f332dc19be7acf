/* The handshake of docs/spec/attested-session.md against an attacker who owns the network and every TLS key.
 *
 * Terms are small numbers and hashes are perfect: a transcript hash is what it is made of, and two are equal if all of that is.
 *   nonces  0 1 initiators'   2 3 responders'   4 the attacker's   7 bytes that do not parse
 *   keys    0 1 responders' X-Wing keys         2 the attacker's
 *   quotes  0 1 a responder's own               2 one for both leaves      3 the attacker's own enclave, of other code
 *           4 good code on a machine whose key was extracted               7 does not parse
 *   encapsulations and credentials 0 1 initiators'   2 the attacker's (a party's credential)   3 4 7 as for quotes
 * The attacker sends whatever he can make: every step below takes an arbitrary message made of what was sent before. Quotes and
 * credentials are public to him even where they travel sealed, as the host that makes them sees them.
 * Each #ifdef takes one check away; scripts/spin expects its attack.
 */
#include "common.pml"

#define E_HELLO 1        /* initiator, its role, the role it expects */
#define E_GREET 2        /* responder, its role, the role claimed, the role expected, and 4 bits on: the nonce */
#define E_OFFER 3        /* quote */
#define E_APPRAISE 4     /* initiator, nonce, key, quote, and 4 bits on: the place */
#define E_AUTHENTICATE 5 /* responder, encapsulation, credential */
#define E_FINISH 6       /* initiator, whose acceptance */

#define PARTY 0
#define CONTROL 1
#define EXECUTOR 2

#define IDLE 0
#define GREETED 1
#define OFFERED 2
#define DONE 3
#define REFUSED 4 /* before it sent anything more */
#define STOPPED 5 /* with its M3 out */

#define ATTACKER 2
#define OTHER_CODE 3
#define EXTRACTED 4
#define GARBAGE 7
#define ATTACKER_NONCE 4

/* Initiators: what each is, and what it took from M2. Its encapsulation is to iKey, its coins are its own. */
byte iPhase[2]; byte iRole[2]; byte iExpects[2];
byte iNonceR[2]; byte iKey[2]; byte iQuote[2]; byte iIndex[2];
/* Offers that were there before the initiator began, a bit each. */
byte iStale[2];

/* Responders: what each is, what it took from M1, the evidence in its M2, and what it took from M3. */
byte rPhase[2]; byte rRole[2];
byte rClaimed[2]; byte rNonceI[2]; byte rQuote[2];
byte rEnc[2]; byte rCred[2];

/* The properties. */
bool fresh_evidence = true;  /* no evidence from before the hello is believed */
bool secrecy = true;         /* the attacker has no key of a session between honest ends */
bool agreement = true;       /* who accepts has the peer he thinks, with the same nonces, key and encapsulation */
bool injective = true;       /* one run of one end belongs to one run of the other */
bool role = true;            /* neither end takes the other for what it is not */
bool never_completes = true; /* no property: shows that a session can come about */

/* What a step is about; nothing between steps. */
byte i, r, n, k, q, x, c;
bool ok;
#define CLEAR i = 0; r = 0; n = 0; k = 0; q = 0; x = 0; c = 0; ok = false


#ifdef NO_NONCE
#define SAME_NONCES(i, r) true
#else
#define SAME_NONCES(i, r) (rNonceI[r] == i && iNonceR[i] == 2 + r)
#endif
#ifdef NO_ROLE
#define SAME_ROLES(i, r) true
#define ROLE_FITS(shown, wanted) true
#else
#define SAME_ROLES(i, r) (iRole[i] == rClaimed[r] && iExpects[i] == rRole[r])
#define ROLE_FITS(shown, wanted) (shown == wanted)
#endif
#ifdef NO_ENC
#define COVERS_ATTACKERS_ENC true
#else
#define COVERS_ATTACKERS_ENC false
#endif
#ifdef BATCH_WITHOUT_PATH
#define IN_TREE(i, r) true
#else
#define IN_TREE(i, r) SAME_FIRST(i, r)
#endif
#ifdef ANY_MEASUREMENT
#define MEASUREMENT_FITS(q) true
#else
#define MEASUREMENT_FITS(q) (q != OTHER_CODE)
#endif
#ifdef NO_ALLOW_LIST
#define MACHINE_FITS(q) true
#else
#define MACHINE_FITS(q) (q != EXTRACTED)
#endif

#ifdef ONE_KEY
#define KEY(r) 0
#else
#define KEY(r) r
#endif

#define LEAF(q, x) (q == 2 -> x : q)
#define SAME_FIRST(i, r) (SAME_NONCES(i, r) && SAME_ROLES(i, r) && iKey[i] == KEY(r))
#ifdef NO_EVIDENCE_DIGEST
#define SAME_EVIDENCE(i, r) true
#else
#define SAME_EVIDENCE(i, r) (iQuote[i] == rQuote[r] && (rQuote[r] != 2 || iIndex[i] == r))
#endif
#define KNOWS_SECRET_OF_INITIATOR(i) (iKey[i] == ATTACKER)

#define SENT_M2(r) (rPhase[r] >= OFFERED && rQuote[r] != GARBAGE)
#define SENT_M3(i) (iPhase[i] == OFFERED || iPhase[i] == DONE || iPhase[i] == STOPPED)

inline forgetInitiator(i) {
    iPhase[i] = REFUSED; iRole[i] = 0; iExpects[i] = 0; iNonceR[i] = 0; iKey[i] = 0; iQuote[i] = 0; iIndex[i] = 0; iStale[i] = 0
}

/* A message's parts, from what there is. */
inline anyHonest(v, first, second) {
    if
    :: first -> v = 0
    :: second -> v = 1
    fi
}

inline anyNonce() {
    if
    :: n = ATTACKER_NONCE
    :: iPhase[0] != IDLE -> n = 0
    :: iPhase[1] != IDLE -> n = 1
    :: SENT_M2(0) -> n = 2
    :: SENT_M2(1) -> n = 3
    fi
}

inline anyKey() {
    if
    :: k = ATTACKER
    :: SENT_M2(0) -> k = KEY(0)
    :: SENT_M2(1) -> k = KEY(1)
    fi
}

inline hello() {
    anyHonest(i, iPhase[0] == IDLE, iPhase[1] == IDLE && iPhase[0] != IDLE);
    if :: iRole[i] = PARTY :: iRole[i] = CONTROL :: iRole[i] = EXECUTOR fi;
    if :: iExpects[i] = CONTROL :: iExpects[i] = EXECUTOR fi;
    iPhase[i] = GREETED;
    iStale[i] = (SENT_M2(0) -> 1 : 0) + (SENT_M2(1) -> 2 : 0);
    STEP(E_HELLO, i, iRole[i], iExpects[i], 0, 1);
    printf("initiator %d (%e) says hello with nonce %d and expects a node of role %e\n", i, ROLE(iRole[i]), i, ROLE(iExpects[i]))
}

/* M1 reaches a responder. */
inline greet() {
    anyHonest(r, rPhase[0] == IDLE, rPhase[1] == IDLE && rPhase[0] != IDLE);
    if :: rRole[r] = CONTROL :: rRole[r] = EXECUTOR fi;
    if
    :: n = GARBAGE
    :: anyNonce();
        if :: rClaimed[r] = PARTY :: rClaimed[r] = CONTROL :: rClaimed[r] = EXECUTOR fi;
        if :: x = CONTROL :: x = EXECUTOR fi
    fi;
    ok = n != GARBAGE && ROLE_FITS(x, rRole[r]);
    STEP(E_GREET, r, rRole[r], rClaimed[r], x + 16 * n, ok);
    printf("the attacker gives responder %d (%e) a hello of role %e for a node of role %e with nonce %d: %e\n",
        r, ROLE(rRole[r]), ROLE(rClaimed[r]), ROLE(x), n, VERDICT(ok));
    if
    :: ok -> rPhase[r] = GREETED; rNonceI[r] = n
    :: else -> rPhase[r] = REFUSED; rRole[r] = 0; rClaimed[r] = 0; rQuote[r] = GARBAGE
    fi
}

/* The platform quotes for one responder, or for two of one node at once; both offers go out. */
inline offer() {
    if
    :: rPhase[0] == GREETED -> q = 0
    :: rPhase[1] == GREETED -> q = 1
    :: rPhase[0] == GREETED && rPhase[1] == GREETED && rRole[0] == rRole[1] -> q = 2
    fi;
    STEP(E_OFFER, q, 0, 0, 0, 1);
    if
    :: q == 2 -> rQuote[0] = 2; rQuote[1] = 2; rPhase[0] = OFFERED; rPhase[1] = OFFERED;
        printf("one quote serves responders 0 and 1; both offer\n")
    :: else -> rQuote[q] = q; rPhase[q] = OFFERED;
        printf("responder %d is quoted and offers nonce %d and key %d\n", q, 2 + q, q)
    fi
}

/* M2 reaches an initiator, who appraises, encapsulates and authenticates. */
inline appraise() {
    anyHonest(i, iPhase[0] == GREETED, iPhase[1] == GREETED);
    x = 0;
    if
    :: q = GARBAGE; n = GARBAGE; k = GARBAGE
    :: SENT_M2(0) && rQuote[0] == 0 -> q = 0; anyNonce(); anyKey()
    :: SENT_M2(1) && rQuote[1] == 1 -> q = 1; anyNonce(); anyKey()
    :: SENT_M2(0) && rQuote[0] == 2 -> q = 2; if :: x = 0 :: x = 1 fi; anyNonce(); anyKey()
    :: if :: q = OTHER_CODE :: q = EXTRACTED fi;
#ifdef TRACE
        anyNonce(); anyKey()
#else
        n = ATTACKER_NONCE; k = ATTACKER /* whatever he quotes is over this very offer: with keys of others he gains nothing */
#endif
    fi;
    iNonceR[i] = n; iKey[i] = k; iQuote[i] = q; iIndex[i] = x;
    if
    :: q == GARBAGE || n == i -> ok = false
    :: else ->
        if
        :: q < OTHER_CODE -> ok = IN_TREE(i, LEAF(q, x)) && ROLE_FITS(rRole[LEAF(q, x)], iExpects[i])
        :: else -> ok = MEASUREMENT_FITS(q) && MACHINE_FITS(q)
        fi
    fi;
    STEP(E_APPRAISE, i, n, k, q + 16 * x, ok);
    printf("initiator %d gets an offer of nonce %d, key %d and quote %d, place %d: %e\n", i, n, k, q, x, VERDICT(ok));
    if
    :: ok -> iPhase[i] = OFFERED;
        HOLDS(fresh_evidence, q >= OTHER_CODE || !(iStale[i] & (1 << LEAF(q, x))))
        HOLDS(role, q >= OTHER_CODE || rRole[LEAF(q, x)] == iExpects[i])
    :: else -> forgetInitiator(i)
    fi
}

/* M3 reaches a responder: an initiator's own, or one by the attacker with an encapsulation of his. */
inline authenticate() {
    anyHonest(r, rPhase[0] == OFFERED, rPhase[1] == OFFERED);
    if
    :: SENT_M3(0) -> n = 0; if :: c = 0 :: n = ATTACKER; c = 0 fi
    :: SENT_M3(1) -> n = 1; if :: c = 1 :: n = ATTACKER; c = 1 fi
    :: n = ATTACKER; if :: c = ATTACKER :: c = OTHER_CODE :: c = EXTRACTED :: c = GARBAGE fi
    fi;
    if
    :: c == GARBAGE -> ok = false
    :: c == ATTACKER -> ok = rClaimed[r] == PARTY
    :: c == OTHER_CODE || c == EXTRACTED -> ok = rClaimed[r] != PARTY && MEASUREMENT_FITS(c) && MACHINE_FITS(c)
    :: else ->
        ok = SAME_FIRST(c, r) && SAME_EVIDENCE(c, r) && (n == c || COVERS_ATTACKERS_ENC) &&
            ((iRole[c] == PARTY) == (rClaimed[r] == PARTY)) && ROLE_FITS(iRole[c], rClaimed[r])
    fi;
    STEP(E_AUTHENTICATE, r, n, c, 0, ok);
    printf("responder %d gets an authentication with encapsulation %d and credential %d: %e\n", r, n, c, VERDICT(ok));
    if
    :: ok -> rPhase[r] = DONE; rEnc[r] = n; rCred[r] = c;
        HOLDS(secrecy, c == ATTACKER || n != ATTACKER)
        if
        :: c < ATTACKER ->
            HOLDS(role, rClaimed[r] == iRole[c] && rRole[r] == iExpects[c])
            HOLDS(injective, !(rPhase[1 - r] == DONE && rCred[1 - r] == c))
            HOLDS(agreement, rNonceI[r] == c && iNonceR[c] == 2 + r && iKey[c] == r && n == c)
        :: else
        fi
    :: else -> rPhase[r] = REFUSED; rEnc[r] = ATTACKER; rCred[r] = ATTACKER
    fi
}

/* M4 reaches an initiator: a responder's own, or one by the attacker. */
inline finish() {
    anyHonest(i, iPhase[0] == OFFERED, iPhase[1] == OFFERED);
    if
    :: rPhase[0] == DONE -> r = 0
    :: rPhase[1] == DONE -> r = 1
    :: r = ATTACKER
    fi;
    if
    :: r == ATTACKER -> ok = KNOWS_SECRET_OF_INITIATOR(i)
    :: else -> ok = iKey[i] == KEY(r) && rEnc[r] == i && rCred[r] == i && SAME_FIRST(i, r) && SAME_EVIDENCE(i, r)
    fi;
#ifdef NO_FINISHED
    ok = true;
#endif
    STEP(E_FINISH, i, r, 0, 0, ok);
    printf("initiator %d gets an acceptance of responder %d: %e\n", i, r, VERDICT(ok));
    if
    :: ok -> iPhase[i] = DONE;
        HOLDS(secrecy, !KNOWS_SECRET_OF_INITIATOR(i))
        HOLDS(agreement, r != ATTACKER && rPhase[r] == DONE && rCred[r] == i && rEnc[r] == i && rNonceI[r] == i && iNonceR[i] == 2 + r)
        HOLDS(role, r == ATTACKER || (rRole[r] == iExpects[i] && rClaimed[r] == iRole[i]))
        HOLDS(injective, !(iPhase[1 - i] == DONE && iKey[1 - i] == iKey[i]))
#ifdef CAN_COMPLETE
        HOLDS(never_completes, !(iPhase[0] == DONE && iPhase[1] == DONE && rQuote[0] == 2))
#endif
    :: else -> iPhase[i] = STOPPED
    fi
}

active proctype world() {
    do
    :: atomic { (iPhase[0] == IDLE || iPhase[1] == IDLE) -> hello(); CLEAR }
    :: atomic { (rPhase[0] == IDLE || rPhase[1] == IDLE) -> greet(); CLEAR }
    :: atomic { (rPhase[0] == GREETED || rPhase[1] == GREETED) -> offer(); CLEAR }
    :: atomic { (iPhase[0] == GREETED || iPhase[1] == GREETED) -> appraise(); CLEAR }
    :: atomic { (rPhase[0] == OFFERED || rPhase[1] == OFFERED) -> authenticate(); CLEAR }
    :: atomic { (iPhase[0] == OFFERED || iPhase[1] == OFFERED) -> finish(); CLEAR }
#ifdef NO_ERASURE
    :: atomic { (rPhase[0] == DONE || rPhase[1] == DONE) ->
        anyHonest(r, rPhase[0] == DONE, rPhase[1] == DONE);
        printf("later the attacker finds responder %d's private key in its memory\n", r);
        HOLDS(secrecy, rCred[r] == ATTACKER) CLEAR }
#endif
    TRACE_END
    od
}
