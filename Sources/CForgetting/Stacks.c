// The stacks. A thread's own stack is wiped by itself only: nobody else knows how far it reaches.
#define _GNU_SOURCE
#include "CForgetting.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// What lies directly below the stack pointer may be in use on x86-64 (the red zone).
#define RED_ZONE 128

/// The lowest byte of this thread's stack; null for a thread that we have not begun.
static _Thread_local char *lowest;
/// Not 4 KiB everywhere: a Raspberry Pi 5 has pages of 16 KiB.
static uintptr_t page;

static char *stack_pointer(void) {
  char *pointer;
#if defined(__x86_64__)
  __asm__ volatile("mov %%rsp, %0" : "=r"(pointer));
#elif defined(__aarch64__)
  __asm__ volatile("mov %0, sp" : "=r"(pointer));
#else
#error "where is the stack pointer?"
#endif
  return pointer;
}

/// Empties this thread's stack below this function.
/// Safe in a signal handler: two system calls at most, and nothing that is locked.
static __attribute__((noinline)) void wipe_below(void) {
  if (!lowest) return;
  int before = errno;
  // Two pages for the calls from here.
  char *end = (char *)(((uintptr_t)stack_pointer() - 2 * page) & ~(page - 1));
  if (end > lowest) madvise(lowest, end - lowest, MADV_DONTNEED);
  errno = before;
  volatile uint64_t *at = (volatile uint64_t *)(end > lowest ? end : lowest);
  volatile uint64_t *last = (volatile uint64_t *)((uintptr_t)(stack_pointer() - RED_ZONE) & ~(uintptr_t)7);
  // No call from here on: it would lie in what is written over.
  while (at < last) *at++ = 0;
}

static void note_own_stack(void) {
  pthread_attr_t attributes;
  void *base;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &base, &size) == 0) lowest = base;
  pthread_attr_destroy(&attributes);
}

/// The first thread: before main.
static __attribute__((constructor)) void begin(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  note_own_stack();
}

// MARK: Threads that begin and end

struct beginning {
  void *(*routine)(void *);
  void *argument;
};

static void *run(void *given) {
  struct beginning own = *(struct beginning *)given;
  free(given);
  note_own_stack();
  void *result = own.routine(own.argument);
  // The system keeps the stack for the next thread as it is.
  wipe_below();
  return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument) {
  static int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (!create) create = (__typeof__(create))dlsym(RTLD_NEXT, "pthread_create");
  struct beginning *given = malloc(sizeof *given);
  if (!given) return EAGAIN;
  *given = (struct beginning){routine, argument};
  int code = create(thread, attributes, run, given);
  if (code != 0) free(given);
  return code;
}

// MARK: Those that go on

static void handle(int number) {
  (void)number;
  wipe_below();
}

void forget_stacks(void) {
  // Others block all signals in their threads but this one and those of errors.
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
  sigaction(SIGPROF, &action, NULL);
  DIR *threads = opendir("/proc/self/task");
  if (!threads) return;
  for (struct dirent *entry; (entry = readdir(threads));) {
    long thread = strtol(entry->d_name, NULL, 10);
    if (thread > 0) syscall(SYS_tgkill, getpid(), thread, SIGPROF);
  }
  closedir(threads);
}
