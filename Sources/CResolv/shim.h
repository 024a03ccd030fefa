// The resolver of the C library, which reads /etc/resolv.conf. Its functions hide behind macros, which Swift does not see.
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

// A function has the name of this type.
typedef struct __res_state cresolv_state;

static inline int cresolv_init(cresolv_state *state) { return res_ninit(state); }
static inline void cresolv_close(cresolv_state *state) { res_nclose(state); }
static inline int cresolv_query(cresolv_state *state, const char *name, int class, int type, unsigned char *answer, int length) {
  return res_nquery(state, name, class, type, answer, length);
}
