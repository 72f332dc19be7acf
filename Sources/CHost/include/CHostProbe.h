// What a confined process tries in order to show that it cannot.
#pragma once

// One forbidden thing.
struct chost_probe {
    const char *name;
    // Tries it. 0 if the system refused, 1 if it was possible.
    int (*attempt)(void);
};

// Probes for a process that sees a private root file system but has not yet dropped its own rights. Ends with a NULL name.
const struct chost_probe *chost_outer_probes(void);

// Probes for a process that has dropped its own rights as well. Ends with a NULL name.
const struct chost_probe *chost_inner_probes(void);

// Asks for something that is so far outside that the answer is the end of the process. Returns only if it is not.
void chost_fatal_probe(void);

// Whether this process holds descriptors other than 0 to `highest`.
int chost_has_descriptor_above(int highest);

// Whether the environment holds a variable other than these three.
int chost_has_environment_beside(const char *first, const char *second, const char *third);

// Drops what a process can give up by itself: core dumps, being traced or dumped, files that grow, and more than
// this much memory, processor time and descriptors. 0, or -1 and errno.
int chost_drop_rights(unsigned long long data_bytes, unsigned int processor_seconds, unsigned int descriptors);
