"""The manager of a Python kernel that a build runs: it sees to it that the kernel ends."""

from __future__ import annotations

from jupyter_client.manager import AsyncKernelManager


class SignallingKernelManager(AsyncKernelManager):
    """Asks a kernel to end by a signal instead of a message.

    Some one in ten kernels of ipykernel 7 does not end by the message: it is lost between the thread that
    made the control socket and the one that watches it, or the kernel closes its output while that thread
    still says that it is idle. Jupyter then waits for as long as a thread of the notebook may run on.
    The kernel's part is :func:`analysis.notebooks.extension.finish`.
    """

    async def _async_request_shutdown(self, restart: bool = False) -> None:
        await self._async_send_kernel_sigterm(restart=restart)
