// System calls with variadic or macro interfaces, and the batched datagram calls.
#ifndef CLINUX_SYSTEM_H
#define CLINUX_SYSTEM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
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
#include <sys/timerfd.h>
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

static inline int64_t clinux_process_cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int clinux_errno(void) { return errno; }
static inline int clinux_set_nonblocking(int fd) { return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK); }

/// One epoll registration for reading; `tag` comes back with the event.
static inline int clinux_epoll_add(int epoll, int fd, uint32_t tag) {
  struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = tag}};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/// Waits and returns the tags of the ready descriptors.
static inline int clinux_epoll_wait(int epoll, uint32_t *tags, int capacity, int timeoutMs) {
  struct epoll_event events[16];
  if (capacity > 16) capacity = 16;
  int count = epoll_wait(epoll, events, capacity, timeoutMs);
  for (int i = 0; i < count; i++) tags[i] = events[i].data.u32;
  return count;
}

/// Arms `timer` to fire at an absolute CLOCK_MONOTONIC time; 0 disarms it.
static inline int clinux_timer_set(int timer, int64_t atNs) {
  struct itimerspec spec = {{0, 0}, {atNs / 1000000000, atNs % 1000000000}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &spec, NULL);
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
