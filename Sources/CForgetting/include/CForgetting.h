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

/// Empties the vector registers of the calling thread, which nobody expects to last over a call. Copying leaves names in them, and a thread
/// that sleeps keeps them.
void forget_registers(void);

#endif
