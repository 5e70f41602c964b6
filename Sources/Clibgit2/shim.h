#ifndef DEPLOYSYNC_CLIBGIT2_SHIM_H
#define DEPLOYSYNC_CLIBGIT2_SHIM_H
#include <git2.h>
#include <git2/sys/commit.h>
#endif
