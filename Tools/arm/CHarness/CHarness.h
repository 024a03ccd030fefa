// Standard input and output for the harness, which has no Foundation. No decisions.
#ifndef CHARNESS_H
#define CHARNESS_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

static inline size_t charness_read(void *to, size_t byteCount) { return fread(to, 1, byteCount, stdin); }
static inline size_t charness_write(const void *from, size_t byteCount) { return fwrite(from, 1, byteCount, stdout); }

/// One line of the table of answers.
static inline void charness_print_row(const char *section, const char *name, long values, uint64_t theirs, uint64_t ours, double difference,
                                      double allowed, const char *verdict) {
  printf("%-9s %-26s %8ld  %016" PRIx64 " %016" PRIx64 "  %9.2g  %9.2g  %s\n", section, name, values, theirs, ours, difference, allowed, verdict);
}

static inline void charness_print_line(const char *text) { puts(text); }

#endif
