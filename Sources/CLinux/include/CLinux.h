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
static inline float clinux_expf(float x) { return expf(x); }
static inline float clinux_sqrtf(float x) { return sqrtf(x); }
static inline double clinux_sin(double x) { return sin(x); }
static inline double clinux_cos(double x) { return cos(x); }

static inline void clinux_copy(void *to, const void *from, size_t byteCount) { memcpy(to, from, byteCount); }
static inline void clinux_move(void *to, const void *from, size_t byteCount) { memmove(to, from, byteCount); }
static inline void clinux_zero(void *at, size_t byteCount) { memset(at, 0, byteCount); }
static inline int clinux_compare(const void *a, const void *b, size_t byteCount) { return memcmp(a, b, byteCount); }

#ifdef __linux__
#include "CLinuxSystem.h"
#endif

#endif
