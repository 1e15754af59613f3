import Testing

/// Networks drawn as OpenVINO IR: a parameter, one layer, a result, in the shapes that exports have.
struct NetworkDrawing: Sendable, CustomTestStringConvertible {
    let name: String
    /// `?` is the number of pictures.
    let input: String
    let layout: String
    let layer: String
    let output: [Int]
    let dimension: Int

    var testDescription: String { name }

    /// TensorFlow's order, kept whole.
    static let nhwc = NetworkDrawing(
        name: "nhwc", input: "?,8,8,3", layout: "nhwc", layer: #"type="ReLU" version="opset1">"#,
        output: [8, 8, 3], dimension: 192)
    /// A picture size of its own, fixed at one picture, as many exports are.
    static let pooled = NetworkDrawing(
        name: "pooled", input: "1,3,8,8", layout: "nchw",
        layer: ##"type="AvgPool" version="opset1"><data kernel="8, 8" strides="8, 8" pads_begin="0, 0" "##
            + ##"pads_end="0, 0" exclude-pad="true" auto_pad="explicit" rounding_type="floor" />"##,
        output: [3, 1, 1], dimension: 3)
    /// Any size at all, as dynamic exports have.
    static let squeezed = NetworkDrawing(
        name: "dynamic", input: "?,3,?,?", layout: "nchw", layer: #"type="ReLU" version="opset1">"#,
        output: [3, -1, -1], dimension: 192)

    private func port(_ id: Int, _ dimensions: [String], _ attributes: String = "") -> String {
        let all = dimensions.map { "<dim>\($0 == "?" ? "-1" : $0)</dim>" }.joined()
        return #"<port id="\#(id)" precision="FP32"\#(attributes)>\#(all)</port>"#
    }

    var text: String {
        let given = input.split(separator: ",").map(String.init)
        let made = [given[0]] + output.map(String.init)
        return """
            <?xml version="1.0"?>
            <net name="\(name)" version="11">
              <layers>
                <layer id="0" name="image" type="Parameter" version="opset1">
                  <data shape="\(input)" element_type="f32" />
                  <output>\(port(0, given, #" names="image""#))</output>
                </layer>
                <layer id="1" name="layer" \(layer)
                  <input>\(port(0, given))</input>
                  <output>\(port(1, made, #" names="embedding""#))</output>
                </layer>
                <layer id="2" name="result" type="Result" version="opset1">
                  <input>\(port(0, made))</input>
                </layer>
              </layers>
              <edges>
                <edge from-layer="0" from-port="0" to-layer="1" to-port="0" />
                <edge from-layer="1" from-port="1" to-layer="2" to-port="0" />
              </edges>
            </net>
            """
    }

    var manifest: String {
        """
        {"name": "\(name)", "network": "network.xml", "dimension": \(dimension), "normalize": false,
         "input": {"width": 8, "height": 8, "layout": "\(layout)"},
         "preprocessing": {
           "resize": {"mode": "squash", "width": 8, "height": 8, "interpolation": "bilinear"},
           "color": "rgb", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
        """
    }
}
