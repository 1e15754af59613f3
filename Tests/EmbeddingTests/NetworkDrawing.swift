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

    /// A network whose weights, two numbers of 64 bits, say that its output is one row of 192.
    static let single = """
        <?xml version="1.0"?>
        <net name="single" version="11">
          <layers>
            <layer id="0" name="image" type="Parameter" version="opset1">
              <data shape="1,3,8,8" element_type="f32" />
              <output><port id="0" precision="FP32" names="image"><dim>1</dim><dim>3</dim><dim>8</dim><dim>8</dim></port></output>
            </layer>
            <layer id="1" name="shape" type="Const" version="opset1">
              <data element_type="i64" shape="2" offset="0" size="16" />
              <output><port id="0" precision="I64"><dim>2</dim></port></output>
            </layer>
            <layer id="2" name="row" type="Reshape" version="opset1">
              <data special_zero="false" />
              <input>
                <port id="0" precision="FP32"><dim>1</dim><dim>3</dim><dim>8</dim><dim>8</dim></port>
                <port id="1" precision="I64"><dim>2</dim></port>
              </input>
              <output><port id="2" precision="FP32" names="embedding"><dim>1</dim><dim>192</dim></port></output>
            </layer>
            <layer id="3" name="result" type="Result" version="opset1">
              <input><port id="0" precision="FP32"><dim>1</dim><dim>192</dim></port></input>
            </layer>
          </layers>
          <edges>
            <edge from-layer="0" from-port="0" to-layer="2" to-port="0" />
            <edge from-layer="1" from-port="0" to-layer="2" to-port="1" />
            <edge from-layer="2" from-port="2" to-layer="3" to-port="0" />
          </edges>
        </net>
        """
}
