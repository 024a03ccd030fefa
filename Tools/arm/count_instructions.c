// A plugin for qemu-user that prints how many instructions of the guest were executed.
// QEMU's header is not packaged by Debian 12, so what is used of it is declared here (API version 1, QEMU 4.2 and newer).
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint64_t qemu_plugin_id_t;
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t id, void *block));
size_t qemu_plugin_tb_n_insns(const void *block);
void qemu_plugin_register_vcpu_tb_exec_inline(void *block, int operation, void *counter, uint64_t amount);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t id, void *data), void *data);

enum { ADD_U64 = 0 };

int qemu_plugin_version = 1;
static uint64_t executed;

static void translated(qemu_plugin_id_t id, void *block) {
  (void)id;
  qemu_plugin_register_vcpu_tb_exec_inline(block, ADD_U64, &executed, qemu_plugin_tb_n_insns(block));
}

static void ended(qemu_plugin_id_t id, void *data) {
  (void)id;
  (void)data;
  fprintf(stderr, "instructions %" PRIu64 "\n", executed);
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv) {
  (void)info;
  (void)argc;
  (void)argv;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, ended, NULL);
  return 0;
}
