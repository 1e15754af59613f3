public import ArgumentParser
public import Vectors

// Types of other modules that options have.
extension IndexKind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
