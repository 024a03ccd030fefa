// libyaml: its parser of events, which carry the place of each.
#include <yaml.h>
