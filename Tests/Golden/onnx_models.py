"""Runs the ONNX files that Apus wrote with onnxruntime, beside Apus's own outputs.

    pip install onnx onnxruntime numpy
    APUS_INTEROP_FILES=DIR swift test --filter ONNXExportTests
    python onnx_models.py DIR
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-5

folder = Path(sys.argv[1])
for file in sorted(folder.glob("*.onnx")):
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for numbers in sorted(folder.glob(f"{file.stem}.*.npz")):
        with np.load(numbers) as arrays:
            outputs = [output.name for output in session.get_outputs()]
            results = session.run(outputs, {i.name: arrays[i.name] for i in session.get_inputs()})
            wanted = [arrays[name] for name in outputs]
        assert [r.shape for r in results] == [w.shape for w in wanted], numbers
        error = max(np.max(np.abs(r - w)) / np.max(np.abs(w)) for r, w in zip(results, wanted))
        transposes = sum(node.op_type == "Transpose" for node in model.graph.node)
        print(f"{numbers.stem}: {error:.1e}, {len(model.graph.node)} nodes, {transposes} "
              f"transpositions")
        assert error <= TOLERANCE, numbers
