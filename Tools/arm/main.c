// Where the program starts; everything else is in Swift.
int harness_run(int argc, const char *const *argv);

int main(int argc, char **argv) { return harness_run(argc, (const char *const *)argv); }
