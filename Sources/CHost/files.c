#define _GNU_SOURCE
#include "CHostFiles.h"

#ifdef __linux__

#include <fcntl.h>
#include <stdio.h>

int chost_exchange(const char *path, const char *other) { return renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE); }

#endif
