#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program as it is started: by its file and never through a shell, in a session of its own, so
/// that it has no terminal to ask on and can be ended with all its children.
struct ProgramStart {
  /// What one of the program's standard streams is.
  enum Stream {
    /// A file, for input or to append to.
    case file(String)
    /// An open descriptor of this process.
    case descriptor(Int32)
  }

  struct Failure: Error {
    /// The system's own text.
    var reason: String
  }

  /// The program's file.
  let path: String
  /// What it is told to be called.
  let name: String
  let arguments: [String]
  let environment: [String: String]
  /// The folder that it starts in; nil for that of this process.
  var folder: String? = nil

  /// `POSIX_SPAWN_SETSID` (spawn.h), which glibc hides unless asked for GNU's additions.
  #if canImport(Darwin)
    private static let newSession: Int16 = 0x400
    typealias Actions = posix_spawn_file_actions_t?
  #else
    private static let newSession: Int16 = 0x80
    typealias Actions = posix_spawn_file_actions_t
  #endif

  /// Starts it with its streams: input, output and error output.
  func spawn(_ streams: [Stream]) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
      switch stream {
      case .file(let file):
        posix_spawn_file_actions_addopen(
          &actions, Int32(number), file, number == 0 ? O_RDONLY : O_WRONLY | O_APPEND, 0)
      case .descriptor(let descriptor):
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
      }
    }
    if let folder { try Self.change(to: folder, in: &actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process ignores (a closed pipe) or holds back is not the program's business.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Self.newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, path, &actions, &attributes, &words, &variables)
    guard failure == 0 else { throw Failure(reason: systemReason(failure)) }
    return process
  }

  /// `posix_spawn_file_actions_addchdir_np(3)`, which Swift's view of the C library leaves out.
  private static func change(to folder: String, in actions: inout Actions) throws(Failure) {
    typealias AddFolder =
      @convention(c) (UnsafeMutablePointer<Actions>, UnsafePointer<CChar>) -> Int32
    guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else {
      throw Failure(reason: "this system cannot start a program in another folder")
    }
    let failure = unsafeBitCast(symbol, to: AddFolder.self)(&actions, folder)
    guard failure == 0 else { throw Failure(reason: systemReason(failure)) }
  }
}
