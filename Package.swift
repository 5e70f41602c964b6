// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Settings of every target: the language rules this project is written in.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["DEPLOYSYNC_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], extra: [SwiftSetting] = [],
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings + extra)
}

/// Tests of one module, beside which a folder `Snapshots` holds the texts that they compare with, and
/// scripts the programs that they start. Those that look at millions of states are compiled with
/// optimisation in debug builds, too.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil,
  scripts: [String] = [], isOptimized: Bool = false
) -> Target {
  let path = path ?? "Tests/\(name)"
  let hasSnapshots = FileManager.default.fileExists(
    atPath: "\(Context.packageDirectory)/\(path)/Snapshots")
  return .testTarget(
    name: "\(name)Tests", dependencies: ["Fixtures", "Domain"] + dependencies,
    path: path, exclude: (hasSnapshots ? ["Snapshots"] : []) + scripts,
    swiftSettings: settings + (isOptimized ? [.unsafeFlags(["-O"])] : []))
}

let package = Package(
  name: "deploysync",
  products: [.executable(name: "deploysync", targets: ["deploysync"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
  ],
  targets: [
    .executableTarget(
      name: "deploysync", dependencies: ["CommandLineTool"], swiftSettings: settings),
    module(
      "CommandLineTool",
      [
        "Domain", "Git", "GitProgram", "Configuration", "Scheduling", "Queueing", "Exceptions",
        "Ledger", "Targets", "Syncing", "Reporting", "Differences", "Faults", "Credentials",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // Links to `hooks/`, so that the installed scripts are the ones that people read there.
      resources: ["post-merge", "post-rewrite", "post-receive"].map {
        .embedInCode("Scripts/\($0)")
      }),
    module(
      "Reporting",
      [
        "Domain", "Queueing", "Scheduling", "Configuration", "Exceptions", "Ledger", "Syncing",
        "Differences",
      ]),
    module(
      "Syncing",
      [
        "Domain", "Git", "GitProgram", "Configuration", "Scheduling", "Queueing", "Exceptions",
        "Ledger", "Targets", "Differences", "YAMLEditing", "Faults",
      ]),
    module(
      "Targets",
      [
        "Domain", "Git", "Configuration", "Credentials", "Differences", "Faults", "GitProgram",
        "Web",
      ],
      resources: ["powerdns", "request-tracker", "roundup"].map {
        .embedInCode("Rest/Descriptions/\($0).yaml")
      }
        + ["agent", "agent-releases", "agent-requests"].map { .embedInCode("SSH/\($0).sh") }),
    module("Ledger", ["Domain", "Git", "Exceptions", "Faults"]),
    module("Exceptions", ["Domain", "Git", "Queueing"]),
    module("Queueing", ["Domain", "Git", "Configuration"]),
    module("Scheduling", ["Domain"]),
    module("Differences", ["Configuration"]),
    module(
      "YAMLEditing", ["Configuration", "Differences", .product(name: "Yams", package: "Yams")]),
    module("Configuration", ["Domain", .product(name: "Yams", package: "Yams")]),
    module(
      "Git", ["Domain", "Faults", "Clibgit2", "Clibdeflate", "CertificateSkip"],
      extra: [.strictMemorySafety()]),
    module(
      "GitProgram", ["Domain", "Faults", .product(name: "Subprocess", package: "swift-subprocess")]),
    module("Credentials", ["Domain", "Configuration", "GitProgram"]),
    module(
      "Web",
      [
        "Domain", "Configuration", "Credentials", "GitProgram",
        // It depends on another module `Configuration`.
        .product(
          name: "AsyncHTTPClient", package: "async-http-client",
          moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    module("Domain"),
    module("Faults"),
    .target(name: "CertificateSkip"),
    .systemLibrary(
      name: "Clibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(
      name: "Clibdeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),

    .target(
      name: "Fixtures", dependencies: ["Domain"], path: "Tests/Fixtures",
      swiftSettings: settings),
    .target(
      name: "Conformance", dependencies: ["Fixtures"], path: "Tests/Conformance",
      swiftSettings: settings),
    tests("Fixtures", [], path: "Tests/FixturesTests"),
    tests("Hooks", []),
    tests("Domain", []),
    tests("Git", ["Git"]),
    tests("GitProgram", ["GitProgram"]),
    tests("Configuration", ["Configuration"]),
    tests("Scheduling", ["Scheduling"]),
    tests("Differences", ["Differences", "Configuration"]),
    tests("YAMLEditing", ["YAMLEditing", "Differences", "Configuration"]),
    tests(
      "Exceptions",
      ["Exceptions", "Queueing", "Git", "Configuration", "Ledger", "Targets", "Syncing"]),
    tests("Queueing", ["Queueing", "Git", "Configuration"]),
    tests("Ledger", ["Ledger", "Git"], isOptimized: true),
    tests(
      "Targets",
      ["Targets", "Git", "GitProgram", "Configuration", "Credentials", "Differences", "Web"]),
    // Skipped unless `make test-systems` says that the systems are there.
    tests(
      "Systems",
      ["deploysync", "Conformance", "Targets", "Configuration", "Credentials", "GitProgram"]),
    tests("Credentials", ["Credentials", "Configuration", "GitProgram"]),
    tests("Web", ["Web", "Credentials", "Configuration", "GitProgram"]),
    tests(
      "Syncing",
      [
        "Syncing", "Git", "Ledger", "Configuration", "Queueing", "Scheduling", "Targets",
        "Differences", "Credentials",
      ]),
    tests("Reporting", ["Reporting", "Queueing", "Scheduling", "Syncing", "Ledger"]),
    tests(
      "EndToEnd", ["deploysync", "Faults", "Conformance"],
      scripts: ["Network/faulty-server.py"]),
    tests("Docs", ["deploysync"]),
  ]
)
