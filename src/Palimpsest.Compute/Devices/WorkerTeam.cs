using System.Runtime.ExceptionServices;

namespace Palimpsest.Compute;

/// <summary>
/// Persistent threads that run one piece of work together. The caller is worker 0; a run returns when all are done.
/// A run allocates nothing. Not for concurrent callers: a second one waits until the first run is over.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    private readonly Lock _turn = new();
    private readonly Thread[] _threads;
    // Semaphores spin a little before they sleep and, unlike slim events, never allocate while waiting.
    private readonly SemaphoreSlim[] _wake;
    private readonly SemaphoreSlim _done = new(0);
    private IParallelWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _running;

    /// <param name="workers">Size of the team with the caller; 0 takes one per processor.</param>
    public WorkerTeam(int workers = 0)
    {
        Workers = workers > 0 ? workers : Environment.ProcessorCount;
        _threads = new Thread[Workers - 1];
        _wake = new SemaphoreSlim[Workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _wake[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"compute {worker}" };
            _threads[i].Start();
        }
    }

    public int Workers { get; }

    /// <summary>Runs all parts and returns when the last is done. The first exception of a part is thrown here.</summary>
    public void Run(IParallelWork work)
    {
        lock (_turn)
        {
            _work = work;
            _failure = null;
            _running = _threads.Length;
            foreach (SemaphoreSlim wake in _wake)
            {
                wake.Release();
            }

            RunPart(work, 0);
            if (_threads.Length > 0)
            {
                _done.Wait();
            }

            _work = null;
            _failure?.Throw();
        }
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _work = null;
            foreach (SemaphoreSlim wake in _wake)
            {
                wake.Release();
            }
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Serve(int worker)
    {
        SemaphoreSlim wake = _wake[worker - 1];
        while (true)
        {
            wake.Wait();
            if (_work is not { } work)
            {
                return;
            }

            RunPart(work, worker);
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _done.Release();
            }
        }
    }

    private void RunPart(IParallelWork work, int worker)
    {
        try
        {
            work.Run(worker, Workers);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
