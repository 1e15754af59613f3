extension NetworkBuilder {
    /// Weights each channel by what all of them have on average (Hu et al., "Squeeze-and-Excitation Networks", 2017): two
    /// 1×1 convolutions with bias over the average, the first to `squeezed` channels.
    func squeezeExcitation(
        _ x: Value, _ reduce: String, _ expand: String, _ squeezed: Int, inner: (Value) -> Value,
        gate: (Value) -> Value
    ) -> Value {
        let few = inner(conv(mean(x), reduce, squeezed, kernel: 1, bias: true))
        return multiply(x, gate(conv(few, expand, x.shape[0], kernel: 1, bias: true)))
    }
}
