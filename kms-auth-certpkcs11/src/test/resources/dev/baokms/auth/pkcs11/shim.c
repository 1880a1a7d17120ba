/* Stands before SoftHSM: signs only while CONTROL/hang is not there, and adds the flags in CONTROL/flags to every token's own. */
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

struct functions {
  unsigned char version[2];
  void *at[68];
};

enum { GET_TOKEN_INFO = 6, SIGN = 43, FLAGS_AT = 96 };

static struct functions *real;
static struct functions ours;

static unsigned long get_token_info(unsigned long slot, unsigned char *info) {
  unsigned long code = ((unsigned long (*)(unsigned long, unsigned char *))real->at[GET_TOKEN_INFO])(slot, info);
  FILE *file = fopen(CONTROL "/flags", "r");
  unsigned long flags;
  if (file != NULL) {
    if (fscanf(file, "%lx", &flags) == 1) *(unsigned long *)(info + FLAGS_AT) |= flags;
    fclose(file);
  }
  return code;
}

static unsigned long sign(unsigned long session, void *data, unsigned long length, void *signature, void *size) {
  while (access(CONTROL "/hang", F_OK) == 0) usleep(1000);
  return ((unsigned long (*)(unsigned long, void *, unsigned long, void *, void *))real->at[SIGN])(
      session, data, length, signature, size);
}

unsigned long C_GetFunctionList(struct functions **list) {
  void *library = dlopen(SOFTHSM, RTLD_NOW);
  unsigned long (*get)(struct functions **);
  if (library == NULL) return 5;
  *(void **)&get = dlsym(library, "C_GetFunctionList");
  if (get(&real) != 0) return 5;
  ours = *real;
  ours.at[GET_TOKEN_INFO] = (void *)get_token_info;
  ours.at[SIGN] = (void *)sign;
  *list = &ours;
  return 0;
}
