// A C target needs a source file; everything is static inline in include/CLinux.h.
#include "CLinux.h"
