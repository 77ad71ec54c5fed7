using System.Runtime.InteropServices;

namespace Palimpsest.Cli;

/// <summary>
/// Turns Ctrl+C and termination into cancellation, so that a job ends between two steps and keeps what is finished. A second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            // Not cancelled: the system does what it does with this signal.
            return;
        }

        context.Cancel = true;
        Console.Error.WriteLine("Stopping after this step; press Ctrl+C again to end at once.");
        _source.Cancel();
    }
}
