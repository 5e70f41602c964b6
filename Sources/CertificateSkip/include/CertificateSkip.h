#ifndef DEPLOYSYNC_CERTIFICATE_SKIP_H
#define DEPLOYSYNC_CERTIFICATE_SKIP_H

/// How many files of certificates libgit2 asked Mbed TLS to parse, and was told are empty.
int deploysync_skipped_certificate_files(void);
#endif
