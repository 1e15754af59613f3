/// Where networks run.
public enum InferenceDevice: String, Sendable, Codable, CaseIterable {
    /// The processor: vectors do not depend on which other devices a machine has. A GPU or NPU rounds differently (f16), so
    /// it is used only when it is asked for.
    case auto
    /// The processor.
    case cpu
    /// A graphics processor that OpenVINO knows, of Intel.
    case gpu
    /// A neural processor of Intel.
    case npu
}
