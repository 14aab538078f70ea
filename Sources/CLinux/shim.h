// Linux's calls that Swift's Glibc module leaves out: they stand behind _GNU_SOURCE, or in headers it does not read.
#include <sys/vfs.h>

int syncfs(int fd);
int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);

enum { POSTROOM_RENAME_NOREPLACE = 1 };
