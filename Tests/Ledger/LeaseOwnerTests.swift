import Domain
import Fixtures
import Foundation
import Ledger
import Testing

struct LeaseOwnerTests {
  @Test func `this process is not gone`() {
    let owner = LeaseOwner.current()
    #expect(!owner.isProvablyGone)
    #expect(owner.pid == getpid())
    #expect(owner.description == "process \(getpid()) on \(owner.host)")
    #expect(!owner.bootID.isEmpty && !owner.pidNamespace.isEmpty && !owner.processStart.isEmpty)
  }

  /// The owner that a program would have recorded.
  private func owner(of program: RunningProgram) throws -> LeaseOwner {
    let stat = try String(contentsOfFile: "/proc/\(program.identifier)/stat", encoding: .utf8)
    let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
    var owner = LeaseOwner.current()
    owner.pid = program.identifier
    owner.processStart = String(fields[19])
    return owner
  }

  @Test func `a program is gone once it ended`() throws {
    let program = try RunningProgram("sleep", ["60"], in: "/", environment: [:])
    let owner = try owner(of: program)
    #expect(!owner.isProvablyGone)
    program.signal(SIGKILL)
    _ = try program.wait()
    #expect(owner.isProvablyGone)
  }

  @Test func `a program that ended and was not waited for is gone`() throws {
    let program = try RunningProgram("cat", [], in: "/", environment: [:])
    let owner = try owner(of: program)
    program.signal(SIGKILL)
    var isGone = false
    for _ in 0..<500 where !isGone {
      usleep(2_000)
      isGone = owner.isProvablyGone
    }
    #expect(isGone)
  }

  @Test func `another process with its ID proves it gone`() {
    var owner = LeaseOwner.current()
    owner.processStart += "0"
    #expect(owner.isProvablyGone)
  }

  @Test(arguments: ["bootID", "pidNamespace"], ["", "another"])
  func `of another boot or namespace nothing is proven`(
    _ field: String, _ value: String
  ) throws {
    let program = try RunningProgram("true", [], in: "/", environment: [:])
    _ = try program.wait()
    var owner = LeaseOwner.current()
    owner.pid = program.identifier
    owner.processStart = "1"
    #expect(owner.isProvablyGone)
    if field == "bootID" { owner.bootID = value } else { owner.pidNamespace = value }
    #expect(!owner.isProvablyGone)
  }

  @Test func `a process whose start was not known is never gone`() {
    var owner = LeaseOwner.current()
    owner.processStart = ""
    #expect(!owner.isProvablyGone)
  }

  @Test(arguments: [0, -1, -7] as [Int32])
  func `an ID that no process has proves nothing`(_ pid: Int32) {
    var owner = LeaseOwner.current()
    owner.pid = pid
    #expect(!owner.isProvablyGone)
  }

  @Test func `an owner is read as it was written`() throws {
    let owner = LeaseOwner.current()
    let bytes = try LedgerJSON.encode(owner)
    #expect(try LedgerJSON.decode(LeaseOwner.self, from: bytes, part: "lease") == owner)
  }
}
