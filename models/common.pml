/* Shared by the models: properties, words for the trail, and traces.
 *
 * A property is a variable that stays true, so that the checker's report names it.
 * With TRACE, scripts/spin has written recorded.h from a trace of the real implementation. The model then takes only the steps that the
 * trace lists, in its order, and nothing is checked but whether it gets to the trace's end. */
mtype = { party, control, executor, accepted, refused };
#define ROLE(r) (r == 0 -> party : (r == 1 -> control : executor))
#define VERDICT(ok) (ok -> accepted : refused)

#ifdef TRACE
#include "recorded.h"
byte position = 0;
byte kinds[TRACE_LENGTH] = TRACE_KINDS;
byte as[TRACE_LENGTH] = TRACE_AS;
byte bs[TRACE_LENGTH] = TRACE_BS;
byte cs[TRACE_LENGTH] = TRACE_CS;
byte ds[TRACE_LENGTH] = TRACE_DS;
byte oks[TRACE_LENGTH] = TRACE_OKS;
bool trace_cannot_be_followed = true;

#define STEP(kind, a, b, c, d, ok) \
    (position < TRACE_LENGTH && kinds[position] == kind && as[position] == a && bs[position] == b \
        && cs[position] == c && ds[position] == d && oks[position] == ok); position++
#define TRACE_END \
    :: atomic { position == TRACE_LENGTH -> trace_cannot_be_followed = false; assert(trace_cannot_be_followed) }
#define HOLDS(property, condition)
#else
#define STEP(kind, a, b, c, d, ok) skip
#define TRACE_END
#define HOLDS(property, condition) property = property && (condition); assert(property);
#endif
