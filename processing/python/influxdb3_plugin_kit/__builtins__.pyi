# Names that plugins find without importing them. Editors read this file when it lies in the root of a project.
from millrace_worker.line_builder import LineBuilder as LineBuilder
