import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

/// The file of what was seen last, and drafts of it that killed processes left.
struct LastSeenTipTests: SharedChainTests {
  let chain: SharedChain

  init() throws { chain = try SharedChain() }

  @Test func `drafts of processes that are gone here are removed, those of other places are not`()
    throws
  {
    let owner = LeaseOwner.current()
    let namespace = owner.pidNamespace.filter(\.isNumber)
    let seen = "\(repository.commonDirectory)/deploysync/seen/\(location.reference)"
    // No process has the highest number that the kernel can give (proc(5), pid_max).
    let gone = "\(owner.bootID.prefix(8))-\(namespace)-4194303.new"
    let living = "\(owner.bootID.prefix(8))-\(namespace)-1.new"
    let elsewhere = [
      "00000000-\(namespace)-4194303.new", "\(owner.bootID.prefix(8))-1-4194303.new",
    ]
    try FileManager.default.createDirectory(
      atPath: URL(filePath: seen).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    for draft in [gone, living] + elsewhere {
      try Data("x".utf8).write(to: URL(filePath: "\(seen).\(draft)"))
    }
    try LastSeenTip(location, in: repository).write(.none)
    #expect(try LastSeenTip(location, in: repository).read() == LastSeenTip.Value.none)
    let left = try FileManager.default.contentsOfDirectory(
      atPath: URL(filePath: seen).deletingLastPathComponent().path)
    #expect(
      left.sorted() == (["ledger"] + ([living] + elsewhere).map { "ledger.\($0)" }).sorted())
  }
}
