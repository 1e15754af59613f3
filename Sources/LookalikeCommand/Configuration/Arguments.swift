public import ArgumentParser
public import LookalikeEngine
public import LookalikeVectors

// Types of other modules that options have.
extension IndexKind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension Backup.Models: ExpressibleByArgument {}
