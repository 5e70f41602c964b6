#ifndef DEPLOYSYNC_CLIBGIT2_SHIM_H
#define DEPLOYSYNC_CLIBGIT2_SHIM_H
#include <git2.h>
#include <git2/sys/commit.h>

// git_libgit2_opts takes variable arguments, which Swift cannot call: one function an option.

static inline int deploysync_set_fsync(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

static inline int deploysync_set_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

static inline int deploysync_set_caching(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_CACHING, enabled);
}

static inline int deploysync_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}
#endif
