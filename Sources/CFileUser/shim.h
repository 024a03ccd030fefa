// As whom a thread opens files: setfsuid(2), which Swift's Glibc leaves out.
#include <sys/fsuid.h>
