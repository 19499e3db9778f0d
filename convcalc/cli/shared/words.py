"""Words that people type for a command, from other tools or by habit, and what does that here: one row an answer."""

from __future__ import annotations

ALIASES = {
    "diff": ("compare", "--layers"),
}
"""What is another command, with an option."""

WORDS_OF_CALLS = {
    "--version": "version",
    "calc {}": "calculate eval math sum",
    "check {}": "assert lint test validate verify",
    "check {} --expect 'params <= 5M'": "budget",
    "check {} --fix": "fix",
    "compare {}": "ratio vs",
    "explain {}": "formula formulas why",
    "help": "doc docs man usage",
    "init": "add create new start template",
    "list": "architectures catalog catalogue examples ls models networks zoo",
    "list --designs": "designs",
    "list {}": "find search",
    "memory {}": "mem ram vram",
    "memory {} --limit 16GiB": "batch",
    "ops": "operations",
    "show {}": "cat print",
    "solve {} --expect 'params <= 5M'": "fit optimise optimize",
    "summarize {}": (
        "analyse analyze compute cost count describe fvcore info inspect layers model profile ptflops stat stats "
        "summary table thop torchinfo torchsummary view"
    ),
    "summarize {} --columns layer,input,output": "shapes",
    "summarize {} --columns layer,output,receptive_field,jump": "fields",
    "summarize {} --format csv": "csv",
    "summarize {} --format json": "json",
    "summarize {} --format latex": "latex",
    "summarize {} --format markdown": "markdown",
    "summarize {} --output network.json": "export",
    "value {} activations": "activations",
    "value {} flops": "flops gflops",
    "value {} macs": "gmacs macs madds",
    "value {} output": "shape size",
    "value {} params": "parameters params weights",
    "value {} receptive_field": "receptive-field receptive_field rf",
}

CALLS = {word: call for call, words in WORDS_OF_CALLS.items() for word in words.split()}
"""What to type instead of a word; `{}` is what stands behind it."""

WORDS_OF_NOTHING = {
    "no command draws yet; `convcalc summarize DESIGN` has a bar beside each layer": (
        "draw graph plot render svg visualise visualize"
    ),
    "no command installs anything": "install update upgrade",
    "no command measures time": "benchmark latency speed time",
    "no command reads Keras models yet": "keras",
    "no command reads ONNX yet": "onnx",
    "no command reads PyTorch models yet": "pytorch torch",
    "no command reads TensorFlow models yet": "tensorflow",
    "no command reads or writes other formats yet": "convert",
    "no command reads other formats yet": "import",
    "no command runs a network": "predict run train",
    "there is no notebook; `import convcalc` in one": "notebook",
    "there is no server, only this command line": "serve web",
    "there is no window, only this command line": "gui",
}

NOTHING = {word: reason for reason, words in WORDS_OF_NOTHING.items() for word in words.split()}
"""Why no command does what a word says."""
