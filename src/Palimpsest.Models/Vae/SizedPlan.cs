using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>The plan of a network with one input and one output for the size it was last run with.</summary>
internal sealed class SizedPlan(Device device, Func<int, int, Graph> describe, long budgetBytes) : IDisposable
{
    private (int Height, int Width) _size;
    private string _inputName = "", _outputName = "";
    private readonly List<StepTime> _times = [];
    private Plan? _plan;

    /// <summary>Time spent so far, by kind of operation; a kind may come several times.</summary>
    public IEnumerable<StepTime> Times => _times.Concat(_plan?.Times ?? []);

    /// <summary>Runs the network described for this size; all of <paramref name="output"/> is written.</summary>
    public void RunInto(
        Span<float> output, ReadOnlySpan<float> input, int height, int width, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (_plan is null || _size != (height, width))
        {
            Dispose();
            Graph graph = describe(height, width);
            (_inputName, _outputName) = (graph.Inputs.Keys.Single(), graph.Outputs.Keys.Single());
            _plan = device.CompileWithin(graph, budgetBytes);
            _size = (height, width);
        }

        RequireLength(input.Length, _plan.Input(_inputName).Length, _inputName);
        RequireLength(output.Length, _plan.Output(_outputName).Length, _outputName);
        input.CopyTo(_plan.Input(_inputName));
        _plan.Run(progress, cancellation);
        _plan.Output(_outputName).CopyTo(output);
    }

    public void Dispose()
    {
        _times.AddRange(_plan?.Times ?? []);
        _plan?.Dispose();
        _plan = null;
    }

    private void RequireLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The {name} has {length} elements; a size of {_size.Height} x {_size.Width} has {expected}.");
        }
    }
}
