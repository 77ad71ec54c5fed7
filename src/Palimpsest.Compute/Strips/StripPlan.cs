namespace Palimpsest.Compute;

/// <summary>
/// Runs a graph in little memory: node after node, each a strip of rows at a time, with feature maps kept in memory or in temporary
/// files between the nodes. Every sum has the terms and the order that it has in the plan of the whole graph, so the results are the
/// same bits. For single samples of networks made of convolutions, normalisations and attention. Runs allocate managed memory.
/// </summary>
internal sealed class StripPlan : Plan
{
    /// <summary>Strips start at multiples of this, so that a convolution's tiles of 2, 4, 6 or 8 rows lie as they do in the whole map.</summary>
    private const int RowAlignment = 24;

    private readonly CpuDevice _device;
    private readonly Graph _graph;
    private readonly long _budgetBytes;
    private readonly string _temporaryFolder;
    private readonly Dictionary<string, float[]> _inputs;
    private readonly Dictionary<string, float[]> _outputs;
    private readonly List<StepTime> _times = [];

    /// <summary>Room for the strip whose statistics are taken; one array for all, since so large ones stay until a full collection.</summary>
    private readonly float[] _measured;

    /// <param name="device">Runs the strips.</param>
    /// <param name="graph">One sample's forward pass, as recorded for the whole map.</param>
    /// <param name="budgetBytes">
    /// Memory for feature maps, weights not counted: half of it holds maps, what does not fit goes to files; a quarter is one strip's
    /// inputs and result, the rest is for the kernels. Strips of the fewest rows, and keys and values of attention, are taken all the same.
    /// </param>
    /// <param name="temporaryFolder">Where files go.</param>
    public StripPlan(CpuDevice device, Graph graph, long budgetBytes, string temporaryFolder)
    {
        if (graph.Inputs.Values.Any(input => input.Shape[0] != 1))
        {
            throw new GraphException("Strips are for one sample at a time: describe the network with a batch of 1.");
        }

        (_device, _graph, _budgetBytes, _temporaryFolder) = (device, graph, budgetBytes, temporaryFolder);
        _inputs = graph.Inputs.ToDictionary(pair => pair.Key, pair => new float[pair.Value.Count]);
        _outputs = graph.Outputs.ToDictionary(pair => pair.Key, pair => new float[pair.Value.Count]);
        _measured = new float[graph.Nodes.OfType<GroupNormNode>().Select(norm => CountOf(StripsOf(norm).First(), norm)).DefaultIfEmpty().Max()];
        Memory = MeasureStrips();
        Operations = graph.Nodes.Sum(OperationsOf);
    }

    /// <summary>The most that a run takes; files are not counted.</summary>
    public override PlanMemory Memory { get; }

    public override double Operations { get; }

    public override IReadOnlyList<StepTime> Times => [.. _times.GroupBy(time => time.Kind).Select(group => new StepTime(
        group.Key, new TimeSpan(group.Sum(time => time.Time.Ticks)), group.Sum(time => time.Operations)))];

    public override Span<float> Input(string name) => _inputs[name];

    public override ReadOnlySpan<float> Output(string name) => _outputs[name];

    /// <exception cref="IOException">A feature map does not fit into the temporary folder.</exception>
    /// <inheritdoc/>
    public override void Run(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var maps = new FeatureMaps(_graph, _budgetBytes / 2, _temporaryFolder);
        Dictionary<Value, int> lastReads = LastReads(maps);
        double done = 0;
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            Node node = _graph.Nodes[i];
            switch (node)
            {
                case InputNode input:
                    maps.Create(input.Result);
                    maps.Write(input.Result, 0, _inputs[input.Name]);
                    break;
                case GroupNormNode norm:
                    Measure(norm, maps, cancellation);
                    break;
                case ResizeNearestNode or ReshapeNode:
                    break;
                default:
                    maps.Create(node.Result);
                    Compute(node, maps, cancellation);
                    break;
            }

            done += OperationsOf(node);
            progress?.Report(done / Operations);
            foreach ((Value map, _) in lastReads.Where(pair => pair.Value == i))
            {
                maps.Release(map);
            }
        }

        foreach ((string name, Value wanted) in _graph.Outputs)
        {
            maps.Read(wanted, RowRange.Whole(wanted), _outputs[name]);
        }
    }

    public override void Dispose()
    {
    }

    private void Compute(Node node, FeatureMaps maps, CancellationToken cancellation)
    {
        Plan? plan = null;
        (int, Padding) form = default;
        try
        {
            foreach (Strip strip in StripsOf(node))
            {
                cancellation.ThrowIfCancellationRequested();
                if (plan is null || form != strip.Form)
                {
                    Close(plan);
                    plan = null;
                    (plan, form) = (_device.Compile(strip.Describe()), strip.Form);
                }

                for (int i = 0; i < strip.Reads.Count; i++)
                {
                    (Value source, RowRange rows) = strip.Reads[i];
                    maps.Read(source, rows, plan.Input(i.ToString()));
                }

                plan.Run(cancellation: cancellation);
                maps.Write(node.Result, strip.Rows.Start, plan.Output("rows"));
            }
        }
        finally
        {
            Close(plan);
        }
    }

    private void Close(Plan? plan)
    {
        if (plan is not null)
        {
            _times.AddRange(plan.Times);
            plan.Dispose();
        }
    }

    /// <summary>Takes a normalisation's statistics; the normalised rows are computed when they are read.</summary>
    private void Measure(GroupNormNode norm, FeatureMaps maps, CancellationToken cancellation)
    {
        var normaliser = new RowNormaliser(_device, norm);
        foreach (Strip strip in StripsOf(norm))
        {
            cancellation.ThrowIfCancellationRequested();
            Span<float> rows = _measured.AsSpan(0, CountOf(strip, norm));
            maps.Read(norm.X, strip.Rows, rows);
            normaliser.Observe(strip.Rows.Start, rows);
        }

        maps.Add(norm.Result, normaliser);
    }

    /// <summary>Elements in a strip of a normalisation's input.</summary>
    private static int CountOf(Strip strip, GroupNormNode norm) => (int)(strip.Rows.Count * RowRange.ElementsOf(norm.X));

    /// <summary>The node's rows in strips as high as fit, a multiple of <see cref="RowAlignment"/>.</summary>
    private IEnumerable<Strip> StripsOf(Node node)
    {
        int total = RowRange.RowsOf(node.Result);
        int rows = total;
        while (rows > RowAlignment && new Strip(node, new RowRange(0, rows)).Count * sizeof(float) > _budgetBytes / 4)
        {
            rows = (rows / 2 + RowAlignment - 1) / RowAlignment * RowAlignment;
        }

        for (int start = 0; start < total; start += rows)
        {
            yield return new Strip(node, new RowRange(start, Math.Min(start + rows, total)));
        }
    }

    /// <summary>The last node that reads each stored map, itself or through maps computed from it. Outputs are read after them all.</summary>
    private Dictionary<Value, int> LastReads(FeatureMaps maps)
    {
        var lastReads = new Dictionary<Value, int>();
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            foreach (Value map in _graph.Nodes[i].Inputs)
            {
                lastReads[maps.SourceOf(map)] = i;
            }
        }

        foreach (Value output in _graph.Outputs.Values)
        {
            lastReads.Remove(maps.SourceOf(output));
        }

        return lastReads;
    }

    private PlanMemory MeasureStrips()
    {
        PlanMemory whole = _device.Measure(_graph);
        long buffers = _inputs.Values.Concat(_outputs.Values).Append(_measured).Sum(values => values.LongLength * sizeof(float));
        Node[] computed = [.. _graph.Nodes.Where(node => node is not (InputNode or ResizeNearestNode or ReshapeNode))];
        long strip = computed.Max(node => StripsOf(node).First().Count * sizeof(float));
        return new PlanMemory(buffers + _budgetBytes / 2 + strip, whole.ScratchBytes, whole.WeightBytes);
    }

    private static double OperationsOf(Node node) => node switch
    {
        Conv2dNode { Weight: var weight } => 2.0 * node.Result.Rows * weight.Count,
        LinearNode { Weight: var weight } => 2.0 * node.Result.Rows * weight.Count,
        GeGluNode { Weight: var weight } => 2.0 * node.Result.Rows * weight.Count,
        AttentionNode attention => 4.0 * attention.Q.Count * attention.K.Shape[1],
        _ => node.Result.Count,
    };
}
