// The heap. The definitions are weak, so that tests that count allocations can put theirs in the place.
#define _GNU_SOURCE
#include "CForgetting.h"

#include <malloc.h>
#include <stddef.h>
#include <string.h>

// glibc's own entry points, which stay reachable when malloc is replaced.
extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

__attribute__((weak)) void free(void *place) {
  if (!place) return;
  memset(place, 0, malloc_usable_size(place));
  __libc_free(place);
}

__attribute__((weak)) void *realloc(void *place, size_t size) {
  if (!place) return __libc_malloc(size);
  size_t before = malloc_usable_size(place);
  if (size == 0) memset(place, 0, before);
  // What shrinks stays where it is or is moved whole; only its end is let go.
  if (size <= before) {
    memset((char *)place + size, 0, before - size);
    return __libc_realloc(place, size);
  }
  // glibc would leave the old one as it is when it moves.
  void *moved = __libc_malloc(size);
  if (!moved) return NULL;
  memcpy(moved, place, before);
  memset(place, 0, before);
  __libc_free(place);
  return moved;
}
