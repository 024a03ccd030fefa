// Shims for what Swift cannot call directly or would import differently on each platform.
// Static inline, no decisions. The first part needs no operating system: it also serves the
// Embedded Swift build of the media column.
#ifndef CLINUX_H
#define CLINUX_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline float clinux_log10f(float x) { return log10f(x); }
static inline float clinux_powf(float base, float exponent) { return powf(base, exponent); }
static inline double clinux_sin(double x) { return sin(x); }
static inline double clinux_cos(double x) { return cos(x); }

static inline void clinux_copy(void *to, const void *from, size_t byteCount) { memcpy(to, from, byteCount); }
static inline void clinux_move(void *to, const void *from, size_t byteCount) { memmove(to, from, byteCount); }
static inline void clinux_zero(void *at, size_t byteCount) { memset(at, 0, byteCount); }

#ifdef __linux__
#include "CLinuxSystem.h"
#endif

#endif
