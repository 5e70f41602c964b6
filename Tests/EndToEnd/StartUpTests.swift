import Fixtures
import Foundation
import Testing

/// What the commands that run all day do not do: it would take longer than all that they have to.
struct StartUpTests {
  let world: World
  let calls: CallLog

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    try world.deploysync("apply")
    calls = try CallLog(in: world.folder)
  }

  /// The calls of one command, which ends with 0.
  private func calls(of arguments: [String]) throws -> [String] {
    let result = try world.start(arguments, environment: calls.environment).wait()
    try #require(result.status == 0, "\(result.all)")
    let made = try calls.take()
    // The log sees what the library opens.
    try #require(made.contains { $0.hasPrefix("open ") && $0.hasSuffix("/config") }, "\(made)")
    return made
  }

  private static func isNeedless(_ call: String) -> Bool {
    call.hasPrefix("start ")
      || ["zoneinfo", "localtime", "/certs/", ".crt", ".pem", "icu"].contains { call.contains($0) }
  }

  @Test(arguments: [
    ["hook", "run", "post-merge", "0"], ["queued"], ["queued", "--format", "json"],
  ])
  func `with nothing to do no program is started, no time zone and no certificate read`(
    arguments: [String]
  ) throws {
    #expect(try calls(of: arguments).filter(Self.isNeedless) == [])
  }

  @Test func `a hook that deploys starts git, which the log sees`() throws {
    let made = try calls(of: ["hook", "run", "--apply", "post-merge", "0"])
    #expect(made.contains { $0.hasPrefix("start ") && $0.hasSuffix("/git") }, "\(made)")
  }
}
