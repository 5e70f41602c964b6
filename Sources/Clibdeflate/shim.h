#ifndef DEPLOYSYNC_CLIBDEFLATE_SHIM_H
#define DEPLOYSYNC_CLIBDEFLATE_SHIM_H
#include <libdeflate.h>
#endif
