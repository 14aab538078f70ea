// Linux's calls that Swift's Glibc module leaves out, since they stand behind _GNU_SOURCE.

int syncfs(int fd);
int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);

enum { POSTROOM_RENAME_NOREPLACE = 1 };
