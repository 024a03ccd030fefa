// System calls with variadic or macro interfaces, and the batched datagram calls.
#ifndef CLINUX_SYSTEM_H
#define CLINUX_SYSTEM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <malloc.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// glibc declares these under _GNU_SOURCE only, which a module importer may not have set in time.
#ifndef __USE_GNU
struct mmsghdr {
  struct msghdr msg_hdr;
  unsigned int msg_len;
};
extern int recvmmsg(int, struct mmsghdr *, unsigned int, int, struct timespec *);
extern int sendmmsg(int, struct mmsghdr *, unsigned int, int);
extern int ppoll(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
struct ucred {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};
#endif

static inline int64_t clinux_monotonic_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t clinux_thread_cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* By functions: which module owns the enum's cases depends on what else a file imports. */
static inline int clinux_datagram_socket(int family) { return socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

static inline int clinux_errno(void) { return errno; }

/// Waits until `fd` is readable or the time is over; a negative time never is. Returns 1 when readable.
static inline int clinux_wait_readable(int fd, int64_t timeoutNs) {
  struct pollfd event = {.fd = fd, .events = POLLIN};
  struct timespec timeout = {timeoutNs / 1000000000, timeoutNs % 1000000000};
  return ppoll(&event, 1, timeoutNs < 0 ? NULL : &timeout, NULL);
}

/// The same for two at once.
static inline int clinux_wait_readable_either(int a, int b, int64_t timeoutNs) {
  struct pollfd events[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
  struct timespec timeout = {timeoutNs / 1000000000, timeoutNs % 1000000000};
  return ppoll(events, 2, timeoutNs < 0 ? NULL : &timeout, NULL);
}

/// Waits for nothing: which of the descriptors that `epoll` watches are readable now, by their tags. At most 256.
static inline int clinux_epoll_readable(int epoll, uint32_t *tags, int most) {
  struct epoll_event events[256];
  int count = epoll_wait(epoll, events, most < 256 ? most : 256, 0);
  for (int i = 0; i < count; i++) tags[i] = events[i].data.u32;
  return count;
}

static inline int clinux_epoll_watch(int epoll, int fd, uint32_t tag) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = tag};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/// Sleeps until that time of CLOCK_MONOTONIC, or a signal.
static inline void clinux_sleep_until(int64_t monotonicNs) {
  struct timespec deadline = {monotonicNs / 1000000000, monotonicNs % 1000000000};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

/// Cores that this process may run on, up to 64; at least 1.
static inline int clinux_usable_cores(void) {
  uint64_t mask = 0;
  long length = syscall(SYS_sched_getaffinity, 0, sizeof mask, &mask);
  return length > 0 && mask ? __builtin_popcountll(mask) : 1;
}

/// The size of the terminal behind `fd` in characters; -1 when there is none.
static inline int clinux_terminal_size(int fd, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

#endif
