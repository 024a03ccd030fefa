// How the kernel's clock stands. struct timex has bit-fields for padding, which Swift does not see.
#include <sys/timex.h>

/// Asks, and changes nothing: TIME_ERROR when nobody keeps the clock in step, -1 when the kernel does not say.
static inline int cclock_state(long *largestErrorUs) {
  struct timex clock = {.modes = 0};
  int state = adjtimex(&clock);
  *largestErrorUs = clock.maxerror;
  return state;
}
