// Counts what the armed thread takes from the heap. Linking this target replaces malloc and its kin in the whole
// process, the shared libraries included.
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// From now on allocations of the calling thread are counted, from 0.
void allocation_counter_arm(void);
/// Stops counting.
/// - Returns: how often memory was asked for since `arm`
long allocation_counter_disarm(void);
/// The bytes asked for since `arm`, those given back in the meantime included.
long allocation_counter_bytes(void);
/// The bytes taken since `arm` that were not given back: negative when more was given back than taken.
long allocation_counter_held_bytes(void);

#endif
