"""A kernel of another language, for tests: Bash. What a cell prints is shown as HTML where it is a table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class ShellKernel(Kernel):
    """Runs each cell after all earlier ones, whose words are not shown again."""

    implementation = "shell"
    implementation_version = "1"
    language_info = {"name": "bash", "mimetype": "text/x-sh", "file_extension": ".sh"}  # noqa: RUF012
    banner = ""
    earlier = ":"

    def do_execute(  # type: ignore[override]
        self, code: str, silent: bool, *_: Any, **__: Any
    ) -> dict[str, Any]:
        """Run a cell; a program that fails is an error of the cell."""
        lines = f"{{\n{self.earlier}\n}} >/dev/null\n{code}"
        done = subprocess.run(["bash", "-ec", lines], capture_output=True, text=True, check=False)
        self.earlier += f"\n{code}"
        if done.stdout and not silent:
            media = "text/html" if done.stdout.startswith("<table") else "text/plain"
            content = {"data": {media: done.stdout}, "metadata": {}}
            self.send_response(self.iopub_socket, "display_data", content)  # type: ignore[no-untyped-call]
        if done.returncode:
            error = {"ename": "ShellError", "evalue": done.stderr.strip(), "traceback": []}
            return {"status": "error", "execution_count": self.execution_count, **error}
        return {
            "status": "ok",
            "execution_count": self.execution_count,
            "payload": [],
            "user_expressions": {},
        }


def install(folder: Path) -> None:
    """Write the kernel's description where Jupyter looks for kernels below a folder."""
    spec = {
        "argv": [sys.executable, __file__, "-f", "{connection_file}"],
        "display_name": "Bash",
        "language": "bash",
    }
    place = folder / "kernels/shell/kernel.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(spec), encoding="utf-8")


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=ShellKernel)
