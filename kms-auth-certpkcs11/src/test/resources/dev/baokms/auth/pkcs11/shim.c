/*
 * Stands before SoftHSM and does what that never does. Files in the directory CONTROL say what:
 *   hang    while it is there, C_Sign does not return
 *   flags   hexadecimal flags that every token has besides its own
 *   returns a function and a hexadecimal code, such as "C_Sign 30": what it returns instead of being called
 *   length  a decimal length that C_Sign claims for its signature
 *   logins  is written: the user type of every C_Login
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong;

struct functions {
  unsigned char version[2];
  void *at[68];
};

enum { FLAGS_AT = 96 };

static struct functions *real;
static struct functions ours;

static int told(const char *function, ulong *code) {
  char name[64];
  FILE *file = fopen(CONTROL "/returns", "r");
  int found = file != NULL && fscanf(file, "%63s %lx", name, code) == 2 && strcmp(name, function) == 0;
  if (file != NULL) fclose(file);
  return found;
}

#define REAL(position, parameters) ((ulong(*) parameters)real->at[position])

/* A function that is passed on unless it was told to return something. */
#define PASSED(name, position, parameters, arguments) \
  static ulong name parameters { \
    ulong code; \
    if (told(#name, &code)) return code; \
    return REAL(position, parameters) arguments; \
  }

PASSED(C_Initialize, 0, (void *a), (a))
PASSED(C_GetSlotList, 4, (unsigned char p, ulong *s, ulong *n), (p, s, n))
PASSED(C_OpenSession, 12, (ulong i, ulong f, void *a, void *n, ulong *s), (i, f, a, n, s))
PASSED(C_GetSessionInfo, 15, (ulong s, void *i), (s, i))
PASSED(C_GetAttributeValue, 24, (ulong s, ulong o, void *t, ulong n), (s, o, t, n))
PASSED(C_FindObjectsInit, 26, (ulong s, void *t, ulong n), (s, t, n))
PASSED(C_SignInit, 42, (ulong s, void *m, ulong k), (s, m, k))

static ulong C_GetTokenInfo(ulong slot, unsigned char *info) {
  ulong code = REAL(6, (ulong, unsigned char *))(slot, info);
  FILE *file = fopen(CONTROL "/flags", "r");
  ulong flags;
  if (file != NULL) {
    if (fscanf(file, "%lx", &flags) == 1) *(ulong *)(info + FLAGS_AT) |= flags;
    fclose(file);
  }
  return code;
}

static ulong C_Login(ulong session, ulong user, void *pin, ulong length) {
  ulong code;
  FILE *file = fopen(CONTROL "/logins", "a");
  if (file != NULL) {
    fprintf(file, "%lu\n", user);
    fclose(file);
  }
  if (told("C_Login", &code)) return code;
  return REAL(18, (ulong, ulong, void *, ulong))(session, user, pin, length);
}

static ulong C_Sign(ulong session, void *data, ulong length, void *signature, ulong *size) {
  ulong code;
  FILE *file;
  while (access(CONTROL "/hang", F_OK) == 0) usleep(1000);
  if (told("C_Sign", &code)) return code;
  code = REAL(43, (ulong, void *, ulong, void *, ulong *))(session, data, length, signature, size);
  file = fopen(CONTROL "/length", "r");
  if (file != NULL) {
    if (fscanf(file, "%lu", size) != 1) code = 5;
    fclose(file);
  }
  return code;
}

ulong C_GetFunctionList(struct functions **list) {
  void *library = dlopen(SOFTHSM, RTLD_NOW);
  ulong (*get)(struct functions **);
  ulong code;
  if (told("C_GetFunctionList", &code)) return code;
  if (library == NULL) return 5;
  *(void **)&get = dlsym(library, "C_GetFunctionList");
  if (get(&real) != 0) return 5;
  ours = *real;
  ours.at[0] = (void *)C_Initialize;
  ours.at[4] = (void *)C_GetSlotList;
  ours.at[6] = (void *)C_GetTokenInfo;
  ours.at[12] = (void *)C_OpenSession;
  ours.at[15] = (void *)C_GetSessionInfo;
  ours.at[18] = (void *)C_Login;
  ours.at[24] = (void *)C_GetAttributeValue;
  ours.at[26] = (void *)C_FindObjectsInit;
  ours.at[42] = (void *)C_SignInit;
  ours.at[43] = (void *)C_Sign;
  *list = &ours;
  return 0;
}
