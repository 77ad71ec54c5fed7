using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// The checkpoint's denoising network on a device. A call with more rows than memory allows runs in parts; the result is the same,
/// because a row's bits do not depend on the rows beside it.
/// </summary>
internal sealed class UNetPredictor : INoiseModel, IDisposable
{
    private readonly UNet _network;
    private readonly Device _device;
    private readonly LatentShape _shape;
    private readonly MemoryBudget _working;
    private readonly int _tokens;
    private readonly Dictionary<(int Rows, int Tokens), Plan> _plans = [];
    private readonly List<StepTime> _finishedTimes = [];

    /// <param name="start">Of the pass that it serves.</param>
    public UNetPredictor(StableDiffusionModel model, Device device, LatentShape shape, GenerationRequest request, PassStart start, MemoryBudget working)
    {
        _network = new UNet(Config(model, request, start), model.Weights, model.Networks.Hypernetworks);
        (_device, _shape, _working, _tokens) = (device, shape, working, model.Text.Positions);
    }

    /// <summary>Told how much of a call is done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; set; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Packs the weights where that is to be told of.</summary>
    public WeightPacking? Packing { get; init; }

    /// <summary>Time so far by kind of operation.</summary>
    public IEnumerable<StepTime> Times => _finishedTimes.Concat(_plans.Values.SelectMany(plan => plan.Times));

    public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
    {
        int tokens = conditions[0].Text.TokenCount;
        for (int start = 0; start < conditions.Count;)
        {
            int rows = RowsAtOnce(conditions.Count - start, tokens);
            Run(PlanFor(rows, tokens), x, time, conditions, start, rows, prediction);
            start += rows;
        }
    }

    public void Dispose()
    {
        _finishedTimes.AddRange(_plans.Values.SelectMany(plan => plan.Times));
        foreach (Plan plan in _plans.Values)
        {
            plan.Dispose();
        }

        _plans.Clear();
    }

    /// <summary>The graph for so many rows at once.</summary>
    internal Graph Describe(int rows, int tokens) => _network.Describe(rows, _shape.Height, _shape.Width, tokens);

    /// <exception cref="GenerationException">Not even one row at a time would fit beside the weights, with the shortest prompts.</exception>
    internal void RequireRoom() => RowsAtOnce(1, _tokens);

    /// <summary>The most rows, up to the wanted, that the budget allows.</summary>
    internal int RowsAtOnce(int wanted, int tokens)
    {
        if (_plans.ContainsKey((wanted, tokens)))
        {
            return wanted;
        }

        for (int rows = wanted; rows > 1; rows--)
        {
            if (WorkingBytes(rows, tokens) <= _working.Bytes)
            {
                return rows;
            }
        }

        _working.Require(WorkingBytes(1, tokens), $"The denoising network at {_shape.Width * PictureSides.Cell} × {_shape.Height * PictureSides.Cell} pixels");
        return 1;
    }

    private static UNetConfig Config(StableDiffusionModel model, GenerationRequest request, PassStart start) => model.Denoiser with
    {
        Circular = request.Tiling,
        TokenMergingRatio = SamplingSetup.TokenMerging(request.Settings, start).Value,
    };

    private long WorkingBytes(int rows, int tokens)
    {
        PlanMemory memory = _device.Measure(Describe(rows, tokens));
        return memory.ArenaBytes + memory.ScratchBytes;
    }

    private Plan PlanFor(int rows, int tokens)
    {
        if (!_plans.TryGetValue((rows, tokens), out Plan? plan))
        {
            Graph graph = Describe(rows, tokens);
            Packing?.Pack(graph);
            plan = _device.Compile(graph);
            _plans.Add((rows, tokens), plan);
        }

        return plan;
    }

    private void Run(
        Plan plan, ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, int start, int rows, Span<float> prediction)
    {
        Span<float> latent = plan.Input(UNet.Latent), timestep = plan.Input(UNet.Timestep), context = plan.Input(UNet.Context);
        int width = timestep.Length / rows, vectors = context.Length / rows, inputs = latent.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            WriteInput(latent.Slice(row * inputs, inputs), x.Slice((start + row) * _shape.Count, _shape.Count), conditions[start + row].Image);
            TimestepEmbedding.WriteInto(timestep.Slice(row * width, width), time);
            conditions[start + row].Text.Tokens.CopyTo(context[(row * vectors)..]);
        }

        int total = conditions.Count;
        plan.Run(Progress is null ? null : new Part(Progress, start, rows, total), Cancellation);
        ReadOnlySpan<float> noise = plan.Output(UNet.Noise);
        for (int row = 0; row < rows; row++)
        {
            LatentLayout.ToChannelsFirst(
                noise.Slice(row * _shape.Count, _shape.Count), _shape.Channels, prediction.Slice((start + row) * _shape.Count, _shape.Count), _shape.Channels);
        }
    }

    /// <summary>The noisy latent's channels, then those of what the network sees beside it.</summary>
    private void WriteInput(Span<float> input, ReadOnlySpan<float> latent, float[]? image)
    {
        int channels = _network.Config.InChannels, beside = channels - _shape.Channels;
        LatentLayout.WriteChannels(latent, _shape.Channels, input, channels, first: 0);
        if (beside > 0)
        {
            float[] seen = image ?? throw new InvalidOperationException($"This network sees {beside} more channels than the latent's; the condition has none.");
            LatentLayout.WriteChannels(seen, beside, input, channels, _shape.Channels);
        }
    }

    /// <summary>Progress of some rows as progress of the call.</summary>
    private sealed class Part(IProgress<double> whole, int start, int rows, int total) : IProgress<double>
    {
        public void Report(double value) => whole.Report((start + value * rows) / total);
    }
}
