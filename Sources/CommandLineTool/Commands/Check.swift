import ArgumentParser
import Configuration
import Domain
import Git
import Queueing
import Reporting
import Syncing

/// `deploysync check`
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validates deploysync.yaml and the targets file; shows every problem at once.",
    discussion: """
      deploysync.yaml is read as it stands in the work tree, so that it can be checked before it \
      is committed. Exits with 78 where something is wrong.

      Example: deploysync check
      """)

  @Argument(
    help: "Another file than the work tree's deploysync.yaml.",
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String?

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let repository = try? Repository.open(options.directory ?? ".")
    let path: String
    if let file {
      path = file
    } else if let folder = repository?.workDirectory {
      path = "\(folder)/\(ConfigurationFile.fileName)"
    } else {
      throw CommandFailure(
        status: ExitStatus.usage, message: "there is no work tree here to check a file of",
        hints: ["deploysync check FILE"])
    }
    var problems: [Problem] = []
    var repositories: [String] = []
    var files = [ConfigurationFile.fileName]
    // What is wrong with it is told below.
    let known = (repository == nil ? nil : try? await Session.open(offline).targetsFile())??.file
    let submodules = known?.submodules ?? [:]
    do {
      let read = try ConfigurationFile.read(
        try FileContent.read(path), file: file ?? ConfigurationFile.fileName)
      repositories = read.configuration.repositories
      problems = read.warnings + read.configuration.broken.flatMap(\.problems)
      if let repository {
        problems += try ContentCheck(
          read.configuration, file: file ?? files[0], submodules: submodules, in: repository
        )
        .problems()
      }
    } catch let error as ConfigurationError {
      problems = error.problems
    }
    var missing: CommandFailure?
    if repository != nil {
      do {
        let session = try await Session.open(offline)
        if let (targets, path) = try session.targetsFile() {
          files.append(path)
          problems += repositories.filter { targets.repositories[$0] == nil }.map {
            Problem(
              severity: .warning, file: path, line: 1, column: 1,
              message: "the repository \($0) of deploysync.yaml is not in `repositories`, so its "
                + "items cannot be deployed from here")
          }
          if let repository {
            problems += try ContentCheck(
              ConfigurationFile(), file: path, submodules: submodules, in: repository
            ).problems(ofPlacesIn: path)
          }
          problems += targets.broken.sorted { $0.key < $1.key }.flatMap(\.value)
        }
      } catch let error as ConfigurationError {
        problems += error.problems
      } catch let failure as CommandFailure {
        missing = failure
      } catch is any ExplainedError {
        // Which branch is deployed cannot be told yet: that is no problem of the files.
      }
    }
    problems.sort { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    let report = CheckReport(problems, files: files)
    try OutputPrinter(options, pages: true, repository: repository).answer(report)
    if let missing { throw missing }
    if report.hasErrors { throw ExitCode(ExitStatus.configuration) }
  }

  /// Checking files needs no network, and no notes about it.
  private var offline: GlobalOptions {
    var options = options
    options.offline = true
    options.fetch = false
    options.quiet = true
    return options
  }
}
