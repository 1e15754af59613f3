public import ArgumentParser
public import Vectors

// Types of other modules used as options.
extension IndexKind: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
