"""What labels will probably say, from scores alone, and whether that can be believed. Arrays in, estimates out.

One way of estimating a task: `binary`, `multiclass`, `regression`, each fitted on labelled answers, with an expectation
for answers without labels and the surprise of those whose labels come later. A newcomer starts at
`monitors.performance.estimating.answered`, then at `binary`.
"""
