#define _GNU_SOURCE
#include "AllocationCounter.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

// glibc's own entry points, which stay reachable when malloc is replaced.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static _Thread_local int armed;
static _Thread_local long allocations;
static _Thread_local long bytes;
static _Thread_local long held;

static inline void count(size_t size) {
  if (!armed) return;
  bytes += size;
  allocations++;
}

static inline void *hold(void *place) {
  if (armed && place) held += malloc_usable_size(place);
  return place;
}

static inline void release(void *place) {
  if (armed && place) held -= malloc_usable_size(place);
}

void allocation_counter_arm(void) {
  allocations = 0;
  bytes = 0;
  held = 0;
  armed = 1;
}

long allocation_counter_bytes(void) { return bytes; }

long allocation_counter_held_bytes(void) { return held; }

long allocation_counter_disarm(void) {
  armed = 0;
  return allocations;
}

void *malloc(size_t size) {
  count(size);
  return hold(__libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return hold(__libc_calloc(number, size));
}

void *realloc(void *place, size_t size) {
  count(size);
  size_t before = armed && place ? malloc_usable_size(place) : 0;
  void *moved = __libc_realloc(place, size);
  // One that fails leaves the old place as it was.
  if (armed && (moved || size == 0)) held -= before;
  return hold(moved);
}

void *memalign(size_t alignment, size_t size) {
  count(size);
  return hold(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(size);
  return hold(__libc_memalign(alignment, size));
}

int posix_memalign(void **place, size_t alignment, size_t size) {
  count(size);
  *place = hold(__libc_memalign(alignment, size));
  return *place ? 0 : ENOMEM;
}

void free(void *place) {
  release(place);
  __libc_free(place);
}
