// Linux's calls that Swift's Glibc module leaves out: most stand behind _GNU_SOURCE, the allocator's in a header of its own.

#include <malloc.h>
#include <spawn.h>

int syncfs(int fd);
int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

enum { POSTROOM_ARENA_MAX = M_ARENA_MAX };
enum { POSTROOM_RENAME_NOREPLACE = 1 };
