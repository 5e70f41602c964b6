import Configuration
import Credentials
import Domain
import GitProgram

/// The operator's program as this process talks with it: it is started once, and what it says is
/// checked before anybody believes it.
final class CommandProgram {
  /// The version of the protocol.
  static let version = 1
  /// What it is started for: one that is there to read is never asked to write.
  enum Purpose: String {
    case read, write
  }

  let target: String
  let purpose: Purpose
  private let command: TargetsFile.Command
  private let environment: [String: String]
  private let redactor: Redactor
  private let errorLines: ErrorLines
  private var process: LineProgram?
  private var number = 0
  /// Why it is not asked any more in this run.
  private var broken: TargetError?
  private(set) var description = CommandDescription()

  /// Starts it and asks what it can do. Throws `TargetError`, and `CredentialError` where the
  /// credential is not there.
  init(
    _ description: TargetsFile.Target, _ command: TargetsFile.Command, _ purpose: Purpose,
    _ surroundings: TargetSurroundings
  ) throws {
    target = description.name
    self.command = command
    self.purpose = purpose
    let credential = try Self.credential(description.credentials, in: surroundings)
    redactor = Redactor(credential.map { [$0] } ?? [])
    environment = CommandEnvironment.of(
      command, target: target, credential: credential, from: surroundings.places.environment)
    errorLines = ErrorLines(target: target, redactor: redactor, tell: surroundings.tell)
    self.description = try describe()
  }

  private static func credential(
    _ source: TargetsFile.CredentialSource?, in surroundings: TargetSurroundings
  ) throws -> Credential? {
    guard let source, case .placed(let place) = source.kind else { return nil }
    return try PlacedCredential(user: source.user, place: place, places: surroundings.places)
      .credential()
  }

  // MARK: Asking

  /// Asks for one answer. Throws `TargetError`.
  func ask<Answer: CommandAnswer>(
    _ request: String, _ fields: [String: RequestValue], as type: Answer.Type
  ) throws(TargetError) -> Answer {
    if process == nil, broken == nil, request != "describe" {
      let again = try describe()
      guard again == description else {
        throw distrust("describes itself otherwise than before")
      }
    }
    return try exchange(request, fields, as: type)
  }

  private func exchange<Answer: CommandAnswer>(
    _ request: String, _ fields: [String: RequestValue], as type: Answer.Type
  ) throws(TargetError) -> Answer {
    if let broken { throw broken }
    number += 1
    var fields = fields
    fields["id"] = .number(number)
    fields["protocol"] = .number(Self.version)
    fields["request"] = .text(request)
    let line: [UInt8]
    do throws(LineProgram.Failure) {
      let started = if let process { process } else { try start() }
      process = started
      line = try started.ask(RequestValue.map(fields).json, isFinished: purpose == .write)
    } catch {
      process = nil
      throw failed(error, request)
    }
    let answer: Answer
    do throws(UnusableAnswer) {
      answer = try Answer.read(line)
    } catch {
      let begin = shown(String(decoding: line.prefix(400), as: UTF8.self), limit: 60)
      let quoted = begin.isEmpty ? "" : "; it begins with `\(begin)`"
      throw distrust("gave an answer to `\(request)` that cannot be used: \(error.clause)\(quoted)")
    }
    guard answer.id == number else {
      throw distrust(
        "answered the request \(answer.id) where it was asked the request \(number), `\(request)`")
    }
    if let error = answer.error {
      throw self.error("could not answer `\(request)`: \(shown(error))", [])
    }
    return answer
  }

  private func describe() throws(TargetError) -> CommandDescription {
    let answer = try exchange(
      "describe", ["purpose": .text(purpose.rawValue)], as: DescribeAnswer.self)
    do throws(UnusableAnswer) {
      return try CommandDescription(answer)
    } catch {
      throw distrust("gave an answer to `describe` that cannot be used: \(error.clause)")
    }
  }

  private func start() throws(LineProgram.Failure) -> LineProgram {
    let lines = errorLines
    return try LineProgram(
      command.words, environment: environment,
      limits: LineProgram.Limits(
        answer: .seconds(command.timeoutSeconds), lineBytes: CommandLimits.lineBytes,
        errorLineBytes: CommandLimits.errorLineBytes)
    ) { lines.tell($0) }
  }

  /// Nothing more is written: the program is told, and ended. What is asked later starts it anew.
  func cancel() {
    number += 1
    let last = RequestValue.map([
      "id": .number(number), "protocol": .number(Self.version), "request": .text("cancel"),
    ])
    process?.end(saying: last.json)
    process = nil
  }

  // MARK: Errors

  /// Ends it and asks it nothing more; the clause says why.
  func distrust(_ clause: String) -> TargetError {
    let error = error(clause, [tryHint])
    broken = error
    process?.stop()
    process = nil
    return error
  }

  private func failed(_ failure: LineProgram.Failure, _ request: String) -> TargetError {
    var hints = [tryHint]
    let clause: String
    switch failure {
    case .notStarted(let reason):
      clause = "cannot be started: \(reason)"
      hints = ["look at it: ls -l \(ShellWord.quoted(command.words.first ?? ""))"]
    case .timeLimit:
      clause = "did not answer `\(request)` within \(command.timeoutSeconds) s and was ended"
      hints.append("or give it more time by `timeout` of the target in targets.yaml")
    case .ended(let status) where status > 128:
      clause = "was ended by the signal \(status - 128) before it answered `\(request)`"
    case .ended(let status):
      clause = "ended with status \(status) before it answered `\(request)`"
    case .closed: clause = "closed its input or output before it answered `\(request)`"
    case .unasked: clause = "said more than one line where it was asked `\(request)`"
    case .lineTooLong(let limit):
      clause = "gave an answer to `\(request)` of more than \(limit >> 20) MiB"
    case .interrupted(let signal):
      // The end of this run, and no fault of the program.
      return error("was ended by the signal \(signal) to deploysync, during `\(request)`", [])
    }
    let error = error(clause, hints)
    broken = error
    return error
  }

  private func error(_ clause: String, _ hints: [String]) -> TargetError {
    .system(
      message: "the program \(command.words.first ?? "") of the target \(target) \(clause)",
      hints: hints)
  }

  private var tryHint: String {
    let request = #"{"id":1,"protocol":1,"purpose":"read","request":"describe"}"#
    let words =
      command.words.prefix(1).map(ShellWord.quoted)
      + (command.words.count > 1 ? ["ARGUMENTS"] : [])
    return "see what it says by itself: echo '\(request)' | \(words.joined(separator: " "))"
  }

  /// A text of the program in one line, without secrets and not too long.
  func shown(_ text: String, limit: Int = 500) -> String {
    let words = redactor.redacted(String(text.prefix(CommandLimits.errorLineBytes)))
      .split { $0.isWhitespace }
    let line = words.joined(separator: " ")
    return line.count > limit ? "\(line.prefix(limit))…" : line
  }
}

/// What a program can hand over at most.
enum CommandLimits {
  static let lineBytes = 64 << 20
  /// Of one object: twice as much as base64 fits into a line.
  static let contentBytes = 32 << 20
  static let errorLineBytes = 64 << 10
  /// Of what one request for readings carries to the program.
  static let candidateBytes = 16 << 20
  /// Of objects that are kept from a reading.
  static let keptBytes = 64 << 20
}

/// The lines of a program's error output on their way to the user.
private final class ErrorLines {
  private let target: String
  private let redactor: Redactor
  private let show: (String) -> Void
  private var count = 0

  private static let most = 1000
  private static let length = 1000

  init(target: String, redactor: Redactor, tell: @escaping (String) -> Void) {
    self.target = target
    self.redactor = redactor
    show = tell
  }

  func tell(_ line: String) {
    count += 1
    if count == Self.most { show("\(target): its further lines are not shown") }
    guard count < Self.most else { return }
    // Redacted before it is cut, so that no part of a secret is left.
    let text = redactor.redacted(line)
    show("\(target): " + (text.count > Self.length ? "\(text.prefix(Self.length))…" : text))
  }
}
