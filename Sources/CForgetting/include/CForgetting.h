// Memory that is given back is empty. Linking this target replaces free, realloc and pthread_create in the whole process, the shared
// libraries included.
//
// Names, numbers, addresses and PINs pass through many hands: sockets, TLS, the HTTP library, JSON, strings. None of them wipes what it lets
// go, and a copy would lie in the heap until chance overwrites it. To wipe in one place what all of them let go is simple and misses nothing.
#ifndef CFORGETTING_H
#define CFORGETTING_H

/// Empties what finished functions have left on the stacks of all threads, soon, and each thread by itself: it is interrupted (SIGPROF)
/// wherever it is, for some microseconds. The memory goes back to the system. Threads that end do it without being asked.
void forget_stacks(void);

/// Empties the registers that copying leaves full, before the calling thread sleeps for long. On x86-64 the C library copies with those of
/// AVX-512 where there are any, and then they stay as they are for hours. For other machines nothing of the kind was seen.
static inline void forget_registers(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx512f")) return;
#define EMPTY(number) __asm__ volatile("vpxord %%zmm" #number ", %%zmm" #number ", %%zmm" #number ::: "memory")
  EMPTY(16); EMPTY(17); EMPTY(18); EMPTY(19); EMPTY(20); EMPTY(21); EMPTY(22); EMPTY(23);
  EMPTY(24); EMPTY(25); EMPTY(26); EMPTY(27); EMPTY(28); EMPTY(29); EMPTY(30); EMPTY(31);
#undef EMPTY
#endif
}

#endif
