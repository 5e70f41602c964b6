import Fixtures
import Foundation

/// Which files a program opened and which programs it started, by a library that is loaded before
/// all others and hands every such call on.
struct CallLog {
  private let file: String
  /// The variables of a program whose calls are wanted.
  let environment: [String: String]

  init(in folder: TemporaryFolder) throws {
    file = folder.path("calls")
    let library = folder.path("calls.so")
    let result = try Program.run(
      "cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-x", "c", "-o", library, "-"],
      in: "/", environment: [:], input: Array(Self.source.utf8))
    guard result.status == 0 else {
      throw FixtureError("the library was not built: \(result.errorText)")
    }
    environment = ["LD_PRELOAD": library, "DEPLOYSYNC_CALLS": file]
  }

  /// The calls so far, such as `open /etc/gitconfig`, and forgets them.
  func take() throws -> [String] {
    defer { try? FileManager.default.removeItem(atPath: file) }
    guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// C, because a preloaded Swift library would bring a runtime with it. A program that is started by
  /// the system call itself, without the C library, is not seen.
  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <spawn.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/syscall.h>
    #include <unistd.h>

    // One write(2) a line, by system calls: it may be the child of a vfork that calls.
    static void note(const char *call, const char *path) {
      const char *file = getenv("DEPLOYSYNC_CALLS");
      char line[4200];
      if (!file || !path || strlen(path) > 4096) return;
      strcpy(line, call);
      strcat(line, path);
      strcat(line, "\\n");
      int log = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT, 0600);
      if (log < 0) return;
      if (write(log, line, strlen(line)) < 0) abort();
      close(log);
    }

    #define OPEN(name)                                                     \\
      int name(const char *path, int flags, ...) {                         \\
        va_list more;                                                      \\
        va_start(more, flags);                                             \\
        mode_t mode = va_arg(more, mode_t);                                \\
        va_end(more);                                                      \\
        note("open ", path);                                               \\
        return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);      \\
      }
    OPEN(open)
    OPEN(open64)

    #define OPENAT(name)                                                   \\
      int name(int folder, const char *path, int flags, ...) {             \\
        va_list more;                                                      \\
        va_start(more, flags);                                             \\
        mode_t mode = va_arg(more, mode_t);                                \\
        va_end(more);                                                      \\
        note("open ", path);                                               \\
        return (int)syscall(SYS_openat, folder, path, flags, mode);        \\
      }
    OPENAT(openat)
    OPENAT(openat64)

    #define FOPEN(name)                                                    \\
      FILE *name(const char *path, const char *mode) {                     \\
        note("open ", path);                                               \\
        FILE *(*next)(const char *, const char *) = dlsym(RTLD_NEXT, #name); \\
        return next(path, mode);                                           \\
      }
    FOPEN(fopen)
    FOPEN(fopen64)

    ssize_t readlink(const char *path, char *text, size_t size) {
      note("readlink ", path);
      return syscall(SYS_readlinkat, AT_FDCWD, path, text, size);
    }

    int execve(const char *path, char *const *arguments, char *const *variables) {
      note("start ", path);
      return (int)syscall(SYS_execve, path, arguments, variables);
    }

    #define SPAWN(name)                                                    \\
      int name(pid_t *process, const char *path, const posix_spawn_file_actions_t *actions, \\
               const posix_spawnattr_t *attributes, char *const *arguments, \\
               char *const *variables) {                                   \\
        note("start ", path);                                              \\
        int (*next)(pid_t *, const char *, const posix_spawn_file_actions_t *, \\
                    const posix_spawnattr_t *, char *const *, char *const *) = \\
            dlsym(RTLD_NEXT, #name);                                       \\
        return next(process, path, actions, attributes, arguments, variables); \\
      }
    SPAWN(posix_spawn)
    SPAWN(posix_spawnp)

    """
}
