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
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

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

// MARK: Registers

void forget_registers(void) {
#if defined(__x86_64__)
#define LOWER "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"
  if (__builtin_cpu_supports("avx")) {
    __asm__ volatile("vzeroall" ::: LOWER);
  } else {
#define EMPTY(number) __asm__ volatile("pxor %%xmm" #number ", %%xmm" #number ::: LOWER)
    EMPTY(0); EMPTY(1); EMPTY(2); EMPTY(3); EMPTY(4); EMPTY(5); EMPTY(6); EMPTY(7);
    EMPTY(8); EMPTY(9); EMPTY(10); EMPTY(11); EMPTY(12); EMPTY(13); EMPTY(14); EMPTY(15);
#undef EMPTY
  }
#elif defined(__aarch64__)
  // v8 to v15 belong to the caller.
#define EMPTY(number) __asm__ volatile("movi v" #number ".2d, #0" ::: "v" #number)
  EMPTY(0); EMPTY(1); EMPTY(2); EMPTY(3); EMPTY(4); EMPTY(5); EMPTY(6); EMPTY(7);
  EMPTY(16); EMPTY(17); EMPTY(18); EMPTY(19); EMPTY(20); EMPTY(21); EMPTY(22); EMPTY(23);
  EMPTY(24); EMPTY(25); EMPTY(26); EMPTY(27); EMPTY(28); EMPTY(29); EMPTY(30); EMPTY(31);
#undef EMPTY
#endif
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

#if defined(__x86_64__)
/// Where the kernel keeps the upper sixteen registers of AVX-512 in what it saves; 0: there are none.
static uint32_t registers_at;
#define REGISTERS_SIZE 1024
#define FEATURES_AT 512
#define FEATURES_MAGIC_AT 464

/// Whether the thread was interrupted while it waited for the system: it will do so again, or is told so.
static int was_waiting(const mcontext_t *machine) {
  const uint8_t *next = (const uint8_t *)machine->gregs[REG_RIP];
  return (next[0] == 0x0F && next[1] == 0x05) || (next[-2] == 0x0F && next[-1] == 0x05 && machine->gregs[REG_RAX] == -EINTR);
}

/// What stands in the upper registers of a thread that waits. The C library copies with them, and the last that was copied would stay in them
/// for as long as the thread waits; all other code here is compiled for processors that do not have them.
static void wipe_registers(ucontext_t *context) {
  if (!was_waiting(&context->uc_mcontext)) return;
  uint8_t *saved = (uint8_t *)context->uc_mcontext.fpregs;
  if (!saved || !registers_at) return;
  uint32_t magic, size;
  memcpy(&magic, saved + FEATURES_MAGIC_AT, sizeof magic);
  memcpy(&size, saved + FEATURES_MAGIC_AT + 16, sizeof size);
  uint64_t features;
  memcpy(&features, saved + FEATURES_AT, sizeof features);
  if (magic == FP_XSTATE_MAGIC1 && size >= registers_at + REGISTERS_SIZE && features & 1 << 7) memset(saved + registers_at, 0, REGISTERS_SIZE);
}

/// The kernel puts what it saves where it is aligned, and leaves what stood in the gaps.
static void wipe_gaps(const siginfo_t *information, const ucontext_t *context) {
  char *saved = (char *)context->uc_mcontext.fpregs;
  if (!saved) return;
  char *before = (char *)(information + 1);
  if (before < saved && saved - before < 64) memset(before, 0, saved - before);
  uint32_t magic, size;
  memcpy(&magic, saved + FEATURES_MAGIC_AT, sizeof magic);
  memcpy(&size, saved + FEATURES_MAGIC_AT + 4, sizeof size);
  char *after = saved + size, *end = (char *)context->uc_mcontext.gregs[REG_RSP] - RED_ZONE;
  if (magic == FP_XSTATE_MAGIC1 && after < end && end - after < 256) memset(after, 0, end - after);
}

static void find_registers(void) {
  uint32_t size, offset, c, d;
  if (__builtin_cpu_supports("avx512f") && __get_cpuid_count(0xD, 7, &size, &offset, &c, &d) && size == REGISTERS_SIZE) registers_at = offset;
}
#else
static void wipe_registers(ucontext_t *context) { (void)context; }
static void wipe_gaps(const siginfo_t *information, const ucontext_t *context) {
  (void)information;
  (void)context;
}
static void find_registers(void) {}
#endif

static void handle(int number, siginfo_t *information, void *context) {
  (void)number;
  wipe_registers(context);
  wipe_gaps(information, context);
  wipe_below();
}

void forget_stacks(void) {
  // Others block all signals in their threads but this one and those of errors.
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_RESTART | SA_SIGINFO};
  find_registers();
  sigaction(SIGPROF, &action, NULL);
  DIR *threads = opendir("/proc/self/task");
  if (!threads) return;
  for (struct dirent *entry; (entry = readdir(threads));) {
    long thread = strtol(entry->d_name, NULL, 10);
    if (thread > 0) syscall(SYS_tgkill, getpid(), thread, SIGPROF);
  }
  closedir(threads);
}
