import Configuration
import Credentials
import Domain
import Faults
import FoundationEssentials
import Git
import GitProgram
import Glibc
import Ledger
import Queueing
import Reporting
import Syncing
import Targets

/// What a command works with: the repository, the branch, the operator's targets, the clock.
struct Session {
  let options: GlobalOptions
  let repository: Repository
  private(set) var branch: MergedBranch
  let environment: [String: String]
  let program: GitCommand
  /// What waits for the locks of refs.
  let locks: LockWatch
  /// Whether it was opened for a command that writes.
  private let writes: Bool
  /// Whether the remote is asked before anything is decided.
  private var asksRemote = false

  /// Opens the repository and finds the branch; with `writes` the branch and the ledger are fetched
  /// first, and with `computes` the other repositories that items take content from.
  ///
  /// - Parameters:
  ///   - refreshesLedger: False for the command that mends what is wrong with its copy.
  ///   - wait: How long the one who typed the command is willing to wait for others.
  static func open(
    _ options: GlobalOptions, writes: Bool = false, computes: Bool = true,
    refreshesLedger: Bool = true, wait: Duration = .zero
  ) async throws -> Session {
    let environment = ProcessInfo.processInfo.environment
    let directory = options.directory ?? "."
    let repository = try Repository.open(directory)
    let program = GitCommand(
      directory: repository.workDirectory ?? repository.gitDirectory, environment: environment,
      isGitDirectory: repository.workDirectory == nil)
    let branch = try await MergedBranch.find(in: repository) { remote in
      if options.offline { return nil }
      let file = try? targetsFile(options, environment, repository)?.file
      return try program.remoteHead(of: remote, timeLimit: gitLimit(file))
    }
    ShownTimes.follow(branch, in: repository)
    var session = Session(
      options: options, repository: repository, branch: branch, environment: environment,
      program: program, locks: LockWatch(in: repository), writes: writes)
    session.locks.patience = max(session.locks.patience, wait)
    try session.refresh(withLedger: refreshesLedger)
    try session.findRepositories(writes: writes && computes)
    return session
  }

  /// Finds the repositories that items take content from, and fetches them: for a command that
  /// writes those that are configured, with `--fetch` all that the operator's file names.
  private mutating func findRepositories(writes: Bool) throws {
    branch.submodules = try submodules()
    let configured = try neededRepositories()
    guard !configured.isEmpty || options.fetch else { return }
    // Where nothing needs it, what is wrong with the file is for other commands to say.
    let file = configured.isEmpty ? try? targetsFile()?.file : try targetsFile()?.file
    let known = file?.repositories ?? [:]
    branch.repositories = Set(known.keys)
    for (name, place) in known.sorted(by: { $0.key < $1.key }) {
      if options.fetch || (writes && configured.contains(name)) {
        try copy(name, place)
      } else if configured.contains(name), writes || options.verbose || options.format == .text {
        let age = FetchTime.text(ofCopy: name, in: repository, now: now)
        if try repository.reference(RepositoryCopies.reference(of: name)) != nil {
          note("the repository \(name) is used as \(age)")
        }
      }
    }
  }

  /// Fetches the other repositories that are needed and known here.
  func copyRepositories() throws {
    let configured = try neededRepositories()
    for (name, place) in try targetsFile()?.file.repositories ?? [:] where configured.contains(name)
    {
      try copy(name, place)
    }
  }

  private func copy(_ name: String, _ place: TargetsFile.RepositoryPlace) throws {
    do {
      try whileRefsMove {
        try program.copy(
          from: place.location, branch: place.branch, to: RepositoryCopies.reference(of: name),
          timeLimit: gitLimit)
      }
      FetchTime.mark(name, in: repository)
    } catch GitProgramError.interrupted(let command, let signal) {
      throw GitProgramError.interrupted(command: command, signal: signal)
    } catch let error as GitProgramError {
      throw CommandFailure(
        status: ExitStatus.unreadable, message: "the repository \(name) could not be fetched",
        causes: [error.message] + error.causes, hints: error.hints)
    }
  }

  /// Fetches, and again where another fetch moves the ref at the same time: then git ends with 1
  /// (one that does not reach the remote ends with 128), and the next try finds it moved.
  private func whileRefsMove(_ fetch: () throws -> Void) throws {
    for attempt in 1... {
      do {
        return try fetch()
      } catch GitProgramError.failed(_, status: 1, _) where attempt < 5 {
        Self.pause()
      }
    }
  }

  /// The further repositories that the configuration at head names; none where it cannot be read.
  func configuredRepositories() throws -> [String] {
    try configuration(saying: "repositories")?.repositories ?? []
  }

  /// The configuration at head, where it can be read and has a word in it. Most files do not have
  /// those that are asked for here, and reading one takes longer than looking for a word.
  func configuration(saying word: String) throws -> ConfigurationFile? {
    let history = ConfigurationHistory(repository)
    guard let head = try repository.reference(branch.reference) else { return nil }
    let tree = try repository.link(head).tree
    guard let blob = try history.blob(in: tree),
      try repository.blob(blob).firstRange(of: Array(word.utf8)) != nil
    else { return nil }
    return try history.state(in: tree).configuration
  }

  /// The branch for a configuration that is not the one at head, which may name others.
  func branch(naming repositories: [String]) throws -> MergedBranch {
    guard !repositories.isEmpty else { return branch }
    var branch = branch
    branch.repositories = Set((try targetsFile()?.file.repositories ?? [:]).keys)
    return branch
  }

  /// Brings what is known of the remote up to date.
  ///
  /// The ledger is fetched before the branch: what it says is deployed was merged before that, so a
  /// branch that is fetched later contains it.
  private mutating func refresh(withLedger refreshesLedger: Bool) throws {
    guard let remote = branch.remote else { return }
    if writes && options.offline {
      throw CommandFailure(
        status: ExitStatus.usage,
        message: "a command that writes asks the remote \(remote) first, which --offline forbids",
        hints: ["run it without --offline"])
    }
    var completes = try completesHistory()
    asksRemote = options.fetch || writes || completes
    if !asksRemote, try lacksLedger() { asksRemote = fetchesWhatIsMissing() }
    if asksRemote {
      var location = try ledgerLocation()
      while true {
        var problem: SharingError?
        do {
          if refreshesLedger { try sharedLedger(at: location)?.refresh() }
        } catch let error as SharingError {
          problem = error
        }
        FaultPoint.fetchBefore.pass()
        try fetch(remote, completing: completes)
        FaultPoint.fetched.pass()
        completes = false
        // The configuration says where the ledger is, and can have changed with the branch. What is
        // wrong with one that it does not name any more does not count.
        let next = try ledgerLocation()
        if next == location {
          if let problem { throw problem }
          break
        }
        location = next
      }
      FetchTime.mark(in: repository)
    } else if options.verbose || options.format == .text {
      note(
        try FetchTime.sentence(
          of: remote, branch: branch.name, ledger: ledgerLocation(), in: repository, now: now))
    }
  }

  /// Fetches the branch.
  func fetch(_ remote: String, completing: Bool = false) throws {
    try whileRefsMove {
      try program.fetch(
        remote: remote, branch: branch.name, completing: completing, timeLimit: gitLimit)
    }
  }

  var now: Timestamp { Timestamp(Date()) }

  /// Who writes to the ledger: git's committer, of its variables or else of its configuration
  /// (git-commit(1)); where neither tells, the account and the machine.
  func person() throws -> Person {
    let configured = try repository.signature()
    let name = environment["GIT_COMMITTER_NAME"] ?? configured?.name
    let email = environment["GIT_COMMITTER_EMAIL"] ?? configured?.email
    let account = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(getuid())"
    return Person(
      name: Self.plain(name) ?? account,
      email: Self.plain(email) ?? "\(account)@\(LeaseOwner.current().host)")
  }

  /// Nil for what a commit cannot hold as a name or an address.
  private static func plain(_ text: String?) -> String? {
    guard let text, !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 }),
      !text.contains(where: { "<>".contains($0) })
    else { return nil }
    return text
  }

  /// The operator's targets; nothing is served where there is no file.
  func targets() throws -> TargetAccess {
    let file = try targetsFile()?.file
    let isVerbose = options.verbose
    return TargetAccess(
      file,
      TargetSurroundings(
        places: CredentialPlaces(environment: environment, userID: geteuid()), git: program,
        gitTimeLimit: Self.gitLimit(file), repository: repository
      ) { line in
        if isVerbose { Terminal.error(line) }
      } tell: {
        Terminal.error($0)
      })
  }

  /// The operator's file and where it is; nil where there is none. One that is named must be there.
  func targetsFile() throws -> (file: TargetsFile, path: String)? {
    try Self.targetsFile(options, environment, repository)
  }

  private static func targetsFile(
    _ options: GlobalOptions, _ environment: [String: String], _ repository: Repository
  ) throws -> (file: TargetsFile, path: String)? {
    let named = namedTargetsFile(options, environment)
    for path in targetsFiles(named, repository) {
      if let file = try TargetsFile.load(path: path, userID: getuid()) { return (file, path) }
    }
    guard let named else { return nil }
    throw CommandFailure(
      status: ExitStatus.configuration, message: "there is no targets file at \(named)",
      hints: ["deploysync init"])
  }

  /// The file that was named instead of the usual ones.
  static func namedTargetsFile(
    _ options: GlobalOptions, _ environment: [String: String]
  ) -> String? {
    options.targets ?? environment["DEPLOYSYNC_TARGETS"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where the operator's file is looked for, in this order.
  static func targetsFiles(_ named: String?, _ repository: Repository) -> [String] {
    named.map { [$0] }
      ?? [repository.gitDirectory, repository.commonDirectory].map {
        "\($0)/deploysync/\(TargetsFile.fileName)"
      }
  }

  /// How long one call of git may take. What is wrong with the operator's file is for what needs its
  /// targets to say.
  var gitLimit: Duration { Self.gitLimit(try? targetsFile()?.file) }

  private static func gitLimit(_ file: TargetsFile?) -> Duration {
    .seconds(file?.gitTimeoutSeconds ?? TargetsFile.usualGitTimeoutSeconds)
  }

  /// What is merged, configured and recorded; says what is wrong with single items.
  func situation() throws -> Situation {
    try told(try Situation.read(repository, branch: branch, now: now))
  }

  /// The same as the options of a command that only looks ask for it.
  func situation(_ view: ViewOptions, head: String? = nil) throws -> Situation {
    try told(try view.situation(self, head: head))
  }

  /// The same as it is now, maybe with a configuration that is tried.
  func situation(_ trial: TrialOption) throws -> Situation {
    try told(try trial.situation(self))
  }

  private func told(_ situation: Situation) throws -> Situation {
    for problem in situation.warnings { note(problem.text) }
    for item in situation.configuration.broken {
      for problem in item.problems { note(problem.text) }
    }
    return situation
  }

  /// What commands that write the ledger work with; some of them need no targets.
  func surroundings(needsTargets: Bool = true) throws -> ApplyRun.Surroundings {
    let signing = try Signing(repository: repository, environment: environment)
    var surroundings = ApplyRun.Surroundings(
      repository: repository, branch: branch,
      targets: needsTargets ? try targets() : TargetAccess(nil),
      identify: { try signing.identity(in: $0, person: try person()) }, verify: signing.verify,
      now: { Timestamp(Date()) }, signal: { Signals.received },
      progress: Progress(isShown: !options.quiet && Terminal.errorIsTerminal).update,
      pause: Self.pause, ledger: ledger, locks: locks, refresh: refresher())
    surroundings.rest = Self.rest
    return surroundings
  }

  /// Says something beside the answer, on standard error.
  func note(_ text: String) {
    if !options.quiet { Terminal.error("Note: \(text)") }
  }

  /// Prints an answer in the format that was asked for.
  func answer(_ report: some Report) throws {
    try OutputPrinter(options, pages: !writes, repository: repository).answer(report)
  }

  func time(_ situation: Situation) -> TimeText {
    TimeText(timeZone: situation.configuration.timeZone)
  }
}
