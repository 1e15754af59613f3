/// A network in the ONNX format.
public struct ONNXModel: Sendable {}
