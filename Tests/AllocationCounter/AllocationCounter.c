#define _GNU_SOURCE
#include "AllocationCounter.h"

#include <errno.h>
#include <stddef.h>

// glibc's own entry points, which stay reachable when malloc is replaced.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local int armed;
static _Thread_local long allocations;
static _Thread_local long bytes;

static inline void count(size_t size) {
  if (!armed) return;
  bytes += size;
  allocations++;
}

void allocation_counter_arm(void) {
  allocations = 0;
  bytes = 0;
  armed = 1;
}

long allocation_counter_bytes(void) { return bytes; }

long allocation_counter_disarm(void) {
  armed = 0;
  return allocations;
}

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *place, size_t size) {
  count(size);
  return __libc_realloc(place, size);
}

void *memalign(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **place, size_t alignment, size_t size) {
  count(size);
  *place = __libc_memalign(alignment, size);
  return *place ? 0 : ENOMEM;
}
