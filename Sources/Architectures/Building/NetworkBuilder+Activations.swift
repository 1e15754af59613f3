internal import LookalikeONNX

/// Activation functions, element by element.
extension NetworkBuilder {
    func relu(_ x: Value) -> Value { node("Relu", [x.name], shape: x.shape) }

    /// min(max(x, 0), 6)
    func relu6(_ x: Value) -> Value { node("Clip", [x.name, constant(0), constant(6)], shape: x.shape) }

    func sigmoid(_ x: Value) -> Value { node("Sigmoid", [x.name], shape: x.shape) }

    func tanh(_ x: Value) -> Value { node("Tanh", [x.name], shape: x.shape) }

    /// min(max(x / 6 + 1/2, 0), 1)
    func hardSigmoid(_ x: Value) -> Value {
        node("HardSigmoid", [x.name], shape: x.shape, ["alpha": .float(1 / 6), "beta": .float(0.5)])
    }

    /// x · hardSigmoid(x)
    func hardSwish(_ x: Value) -> Value { node("HardSwish", [x.name], shape: x.shape) }

    /// x · sigmoid(x), also called swish.
    func silu(_ x: Value) -> Value { multiply(x, sigmoid(x)) }

    /// x · Φ(x) = x · (1 + erf(x / √2)) / 2
    func gelu(_ x: Value) -> Value {
        let erf = node(
            "Erf", [node("Div", [x.name, constant(Float(2).squareRoot())], shape: x.shape).name],
            shape: x.shape)
        let sum = node("Add", [erf.name, constant(1)], shape: x.shape)
        return multiply(multiply(x, sum), 0.5)
    }

    /// GELU by tanh: x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), PyTorch's `approximate="tanh"`.
    func geluTanh(_ x: Value) -> Value {
        let cube = multiply(node("Pow", [x.name, constant(3)], shape: x.shape), 0.044715)
        let inner = multiply(add(x, cube), (2 / Float.pi).squareRoot())
        let sum = node("Add", [tanh(inner).name, constant(1)], shape: x.shape)
        return multiply(multiply(x, 0.5), sum)
    }

    /// x · sigmoid(1.702 x), which OpenAI's CLIP was trained with.
    func quickGELU(_ x: Value) -> Value { multiply(x, sigmoid(multiply(x, 1.702))) }
}
