// spandsp's G.722. Its state is made visible so that it can be held and copied by value.
#include <stdint.h>
#include <spandsp/telephony.h>
#include <spandsp/g722.h>
#include <spandsp/private/g722.h>
