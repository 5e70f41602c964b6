import Fixtures
import Foundation

/// What a system answered to somebody else than deploysync.
struct SystemAnswer {
  let status: Int
  /// By their names in lower case.
  let headers: [String: String]
  let body: String

  /// The body as JSON; nil where it is none.
  var json: Any? {
    try? JSONSerialization.jsonObject(with: Data(body.utf8), options: [.fragmentsAllowed])
  }
}

extension RealSystem {
  /// Asks it as somebody else would, with curl.
  @discardableResult
  func ask(
    _ method: String, _ path: String, body: String? = nil, headers: [String] = []
  ) throws -> SystemAnswer {
    try ask(method, address: url + path, body, headers)
  }

  private func ask(
    _ method: String, address: String, _ body: String? = nil, _ headers: [String] = []
  ) throws -> SystemAnswer {
    var words = ["curl", "-sS", "-g", "-i", "-m", "60", "-X", method] + asking
    for header in headers + ["Accept: application/json"] { words += ["-H", header] }
    if let body { words += ["-H", "Content-Type: application/json", "--data-binary", body] }
    let text = try RealSystems.run(words + [address], in: folder.path)
    let parts = text.replacingOccurrences(of: "\r\n", with: "\n")
      .components(separatedBy: "\n\n")
    let lines = parts[0].components(separatedBy: "\n")
    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
    guard let status else { throw FixtureError("\(method) \(address): no answer: \(text)") }
    var found: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      found[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return SystemAnswer(
      status: status, headers: found, body: parts.dropFirst().joined(separator: "\n\n"))
  }

  // MARK: Counting

  /// The requests that it served since it was started, in its log's order, but those that made sure
  /// of it.
  func requests() throws -> [LoggedRequest] {
    // Once it has noted one that is asked for now, it has noted those before.
    let fence = "/fence-\(UInt32.random(in: 0 ... .max))"
    _ = try ask("GET", address: "http://127.0.0.1:\(server.port)" + fence)
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      let all = try logged()
      if all.contains(where: { $0.path.hasSuffix(fence) }) {
        usleep(100_000)
        return try logged().filter { !$0.path.contains("/fence-") }
      }
      usleep(20_000)
    }
    throw FixtureError("\(Self.descriptionName) does not note its requests in \(log)")
  }

  /// How many requests of each method `body` makes it serve.
  func counting(_ body: () throws -> Void) throws -> [String: Int] {
    let before = try requests().count
    try body()
    return try requests().dropFirst(before).reduce(into: [:]) { $0[$1.method, default: 0] += 1 }
  }

  private func logged() throws -> [LoggedRequest] {
    let text = FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) }
    return (text ?? "").split(separator: "\n").compactMap { line in
      line.firstMatch(of: /"([A-Z]+) (\/.*) HTTP\/1\.[01]" ([0-9]{3})/).map {
        LoggedRequest(method: String($0.1), path: String($0.2), status: Int($0.3) ?? 0)
      }
    }
  }
}

/// A request as a server's own log has it.
struct LoggedRequest: Hashable {
  let method: String
  /// With the query.
  let path: String
  let status: Int

  /// Whether it is one that only reads.
  var isReading: Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }
}
