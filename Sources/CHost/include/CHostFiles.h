// What files need that Swift cannot call.
#pragma once

// Exchanges two names of one file system at once: there is no moment at which either is missing. 0, or -1 and errno.
int chost_exchange(const char *path, const char *other);
