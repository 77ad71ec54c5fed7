"""
AdamW, or Muon for the larger matrices, over one flat buffer that one or two single-threaded worker processes share. On a busy machine
two such workers lose far less than one process with two threads, which waits at every operation for whichever thread is not running.
The modules' parameters are views into the buffer, in bfloat16 where the processor multiplies it; float32 masters, moments and
exponential averages lie beside it.
"""
import contextlib
import ctypes
import math
import multiprocessing
import os
import signal

import torch

from . import kernels

_ALIGNMENT = 32
_BETAS, _EPSILON = (0.9, 0.99), 1e-8
_MOMENTUM = 0.95
_LARGE = 32  # rows and columns of a matrix that Muon updates, at least


def orthogonalised(gradient, dtype=torch.float32):
    """
    The nearest matrix whose singular values are all about 1 (Jordan et al. 2024: five Newton-Schulz steps), scaled to a root mean square of 0.2, which is that of
    AdamW's updates, so that rates carry over (Liu et al. 2025). bfloat16 is exact enough for the steps, and twice as fast where the processor multiplies it.
    """
    rows, columns = gradient.shape
    x = gradient.t() if rows > columns else gradient
    x = (x / (x.norm() + 1e-7)).to(dtype)
    for _ in range(5):
        square = x @ x.t()
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    x = x.float() * (0.2 * math.sqrt(max(rows, columns)))
    return x.t() if rows > columns else x


class Weights:
    """
    The parameters of a module in one buffer. Matrices come first, since only they decay, and first of them those that Muon updates; kernels are stored
    [out,h,w,in].
    """

    def __init__(self, module, workers=1, dtype=torch.bfloat16, device="cpu", muon=False):
        self.module, self.workers, self.dtype = module, workers, dtype
        named = list(module.named_parameters())
        large = {name for name, parameter in named if muon and parameter.dim() >= 2 and min(len(parameter), parameter[0].numel()) >= _LARGE}
        named.sort(key=lambda item: (item[0] not in large, item[1].dim() < 2))
        self.ranges, self.matrices, count = {}, [], 0
        for name, parameter in named:
            if name in large:
                self.matrices.append((count, len(parameter), parameter[0].numel()))
            elif not hasattr(self, "adam_from"):
                self.adam_from = count
            if parameter.dim() < 2 and not hasattr(self, "decayed"):
                self.decayed = count
            self.ranges[name] = (count, parameter.numel(), tuple(parameter.shape))
            count += -(-parameter.numel() // _ALIGNMENT) * _ALIGNMENT
        self.count = count
        share = (lambda t: t.share_memory_()) if device == "cpu" else (lambda t: t.to(device))
        self.master, self.m, self.v, self.average = (share(torch.zeros(count)) for _ in range(4))
        self.flat = share(torch.zeros(count, dtype=dtype))
        self.gradients = share(torch.zeros(workers, count, dtype=dtype))
        self.norms = share(torch.zeros(workers))
        with torch.no_grad():
            for name, parameter in named:
                self.view(self.master, name).copy_(parameter)
                parameter.data = self.view(self.flat, name)
        self.reset_average()
        self.publish()

    def view(self, buffer, name):
        start, count, shape = self.ranges[name]
        part = buffer[start:start + count]
        if len(shape) == 4:
            o, i, h, w = shape
            return part.view(o, h, w, i).permute(0, 3, 1, 2)
        return part.view(shape)

    def publish(self):
        self.flat.copy_(self.master)

    def reset_average(self):
        self.average.copy_(self.master)

    def attach(self, worker):
        """Makes backward passes of this process write the worker's gradients."""
        for name, parameter in self.module.named_parameters():
            parameter.grad = self.view(self.gradients[worker], name)

    def state(self):
        return {name: {"master": self.view(self.master, name).clone(), "m": self.view(self.m, name).clone(),
                       "v": self.view(self.v, name).clone(), "average": self.view(self.average, name).clone()} for name in self.ranges}

    def load(self, state):
        for name in self.ranges:
            for part in ("master", "m", "v", "average"):
                self.view(getattr(self, part), name).copy_(state[name][part])
        self.publish()

    def averaged(self):
        """The averaged weights by name, float32."""
        return {name: self.view(self.average, name).clone().contiguous() for name in self.ranges}

    @contextlib.contextmanager
    def using_average(self):
        """Inside, the module computes with the averaged weights. No step may run meanwhile."""
        self.flat.copy_(self.average)
        try:
            yield
        finally:
            self.publish()

    def step(self, worker, wait, step, rate, decay=0.01, clip=1.0, average=0.999):
        """
        One update from all workers' gradients; every worker calls it and updates its share. Step counts from 1. Returns the gradient's norm.
        Early averages are shorter, so that the first weights are forgotten.
        """
        average = min(average, (1 + step) / (10 + step))
        size = -(-self.count // self.workers // _ALIGNMENT) * _ALIGNMENT
        start, end = worker * size, min((worker + 1) * size, self.count)
        shared = -(-(self.count - self.adam_from) // self.workers // _ALIGNMENT) * _ALIGNMENT
        first, last = self.adam_from + worker * shared, min(self.adam_from + (worker + 1) * shared, self.count)
        native = self.dtype == kernels.ELEMENT and kernels.available() and self.flat.device.type == "cpu" and self.workers <= 2
        wait()
        if native:
            self.norms[worker] = kernels.call("squared_norm", self.gradients[:, start:], self.count, self.workers, end - start, result=ctypes.c_float)
        else:
            self.norms[worker] = self.gradients[:, start:end].float().mean(0).square().sum()
        wait()
        norm = math.sqrt(float(self.norms.sum()))
        factor = min(1.0, clip / (norm + 1e-12)) if math.isfinite(norm) else 0.0
        corrections = [1 / (1 - beta ** step) for beta in _BETAS]
        for a, b, used in ((first, min(last, self.decayed), decay), (max(first, self.decayed), last, 0.0)):
            if a >= b:
                continue
            if native:
                kernels.call("adam_step", self.master[a:], self.m[a:], self.v[a:], self.average[a:], self.flat[a:], self.gradients[:, a:], self.count,
                             self.workers, b - a, factor, rate, *_BETAS, _EPSILON, float(used), *corrections, average)
            else:
                g = self.gradients[:, a:b].float().mean(0) * factor
                self.m[a:b].lerp_(g, 1 - _BETAS[0])
                self.v[a:b].mul_(_BETAS[1]).addcmul_(g, g, value=1 - _BETAS[1])
                update = self.m[a:b] * corrections[0] / ((self.v[a:b] * corrections[1]).sqrt() + _EPSILON)
                self.master[a:b] -= rate * (update + used * self.master[a:b])
                self.average[a:b].lerp_(self.master[a:b], 1 - average)
                self.flat[a:b] = self.master[a:b]
        for index, matrix in enumerate(self.matrices):
            if index % self.workers == worker:
                self.turn(*matrix, factor, rate, decay, average)
        wait()
        self.gradients[worker].zero_()
        return norm

    def turn(self, start, rows, columns, factor, rate, decay, average):
        """Muon's update of one matrix."""
        end = start + rows * columns
        g = self.gradients[:, start:end].float().mean(0) * factor
        self.m[start:end].lerp_(g, 1 - _MOMENTUM)
        update = orthogonalised(g.lerp(self.m[start:end], _MOMENTUM).view(rows, columns), self.dtype).reshape(-1)
        self.master[start:end].mul_(1 - rate * decay).sub_(update, alpha=rate)
        self.average[start:end].lerp_(self.master[start:end], 1 - average)
        self.flat[start:end] = self.master[start:end]


def run_workers(count, work):
    """Calls work(worker, wait) in so many processes, the first being this one; wait() returns when all have called it."""
    torch.set_num_threads(1)
    if count == 1:
        work(0, lambda: None)
        return
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(count)

    def child(worker):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a worker does not outlive the first one
        torch.set_num_threads(1)
        try:
            work(worker, barrier.wait)
        except BaseException:
            barrier.abort()
            raise

    processes = [context.Process(target=child, args=(worker,), daemon=True) for worker in range(1, count)]
    for process in processes:
        process.start()
    try:
        work(0, barrier.wait)
    except BaseException:
        barrier.abort()
        raise
    for process in processes:
        process.join()


def default_device():
    """Device, number type and number of workers for this machine."""
    if torch.cuda.is_available():
        return "cuda", torch.float32, 1
    return "cpu", kernels.ELEMENT if kernels.available() else torch.float32, min(2, os.cpu_count() or 1)
