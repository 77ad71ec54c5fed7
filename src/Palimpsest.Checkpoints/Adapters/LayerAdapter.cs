using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// What an adapter adds to one layer's weight, whatever its kind (webui.md 7.4): the kind's raw change, then the steps that all kinds share:
/// a stored bias, the scale, DoRA's decomposition, and the multiplier.
/// </summary>
internal abstract class LayerAdapter
{
    private readonly float? _scale;
    private readonly float? _alpha;
    private readonly AdapterTensor? _bias;
    private readonly AdapterTensor? _doraScale;

    protected LayerAdapter(LayerParts parts)
    {
        Parts = parts;
        _scale = parts.Number("scale");
        _alpha = parts.Number("alpha");
        _bias = parts.Find("bias") is Weight bias ? AdapterTensor.Read(bias) : null;
        _doraScale = parts.Find("dora_scale") is Weight dora ? AdapterTensor.Read(dora) : null;
    }

    public LayerParts Parts { get; }

    /// <summary>What is added to the layer's bias before the multiplier; null for most kinds.</summary>
    public virtual AdapterTensor? ExtraBias => null;

    /// <summary>The factor on the raw change: what the file says, else alpha by rank, else 1.</summary>
    public virtual float Scale => _scale ?? (_alpha is float alpha && Rank is int rank ? (float)((double)alpha / rank) : 1);

    /// <summary>The kind's inner dimension, by which alpha is divided; null for kinds without one.</summary>
    public abstract int? Rank { get; }

    protected float? Alpha => _alpha;

    /// <summary>Throws unless <see cref="Delta"/> can be computed for, and added to, a weight of this shape and type. Reads shapes only.</summary>
    /// <exception cref="LayerFaultException">It cannot; the message says why.</exception>
    public void RequireFit(int[] weight, ElementType type, int? ranks)
    {
        int[] raw = RawShape(weight, type, ranks);
        long count = CountOf(raw), expected = CountOf(weight);
        if (_bias is not null && _bias.Count != count)
        {
            throw new LayerFaultException($"its bias [{Text(_bias.Shape)}] does not fit its change [{Text(raw)}]");
        }

        bool isPadded = IsForFewerChannels(raw, weight);
        if (_doraScale is not null && (count != expected || weight.Length < 2 || !Spreads(_doraScale.Shape, weight)))
        {
            throw new LayerFaultException($"its dora_scale [{Text(_doraScale.Shape)}] does not fit the weight [{Text(weight)}]");
        }

        if (count != expected && !isPadded)
        {
            throw new LayerFaultException($"its change is [{Text(raw)}], but the weight is [{Text(weight)}]");
        }
    }

    /// <summary>The change of the weight, in its shape, multiplier included. Call <see cref="RequireFit"/> first.</summary>
    /// <param name="weight">As earlier networks left it.</param>
    /// <param name="moduleType">What LoRA matrices are cast to: Float32, or Float16 when the model runs in half precision.</param>
    /// <param name="ranks">Of a LoRA only so many ranks; null for all.</param>
    public AdapterTensor Delta(AdapterTensor weight, float multiplier, ElementType moduleType, int? ranks)
    {
        AdapterTensor delta = Raw(weight, moduleType, ranks);
        int[] raw = RawShape(weight.Shape, weight.Type, ranks);
        if (_bias is not null)
        {
            delta = delta.Reshape(_bias.Shape).Add(_bias);
        }

        delta = delta.Reshape(delta.Count == weight.Count ? weight.Shape : raw).MultiplyInPlace(Scale);
        if (_doraScale is not null)
        {
            delta = Decompose(weight, delta);
        }

        delta = delta.MultiplyInPlace(multiplier);
        return IsForFewerChannels(delta.Shape, weight.Shape) ? PadChannels(delta, weight.Shape) : delta;
    }

    /// <summary>The shape of the raw change for a weight of this shape.</summary>
    /// <exception cref="LayerFaultException">The parts fit neither each other nor the weight.</exception>
    protected abstract int[] RawShape(int[] weight, ElementType type, int? ranks);

    /// <summary>The change before what all kinds share. The caller changes the numbers of what it gets, so these are nobody else's.</summary>
    protected abstract AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks);

    protected static long CountOf(IEnumerable<int> shape) => shape.Aggregate(1L, (product, size) => product * size);

    protected static string Text(IEnumerable<int> shape) => string.Join(',', shape);

    /// <summary>Whether torch would spread the small shape over the large one without growing it.</summary>
    protected static bool Spreads(int[] small, int[] large)
    {
        for (int back = 1; back <= small.Length; back++)
        {
            if (back > large.Length || (small[^back] != 1 && small[^back] != large[^back]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first convolution of an inpainting network has five channels more than a plain one: they stay as they are.</summary>
    private static bool IsForFewerChannels(int[] delta, int[] weight) =>
        weight.Length == 4 && weight[1] == 9 && delta.Length == 4 && delta[1] == 4
        && delta[0] == weight[0] && delta[2] == weight[2] && delta[3] == weight[3];

    private static AdapterTensor PadChannels(AdapterTensor delta, int[] weight)
    {
        int from = delta.Count / delta.Shape[0], to = (int)CountOf(weight) / weight[0];
        var values = new float[weight[0] * to];
        for (int output = 0; output < weight[0]; output++)
        {
            delta.Values.AsSpan(output * from, from).CopyTo(values.AsSpan(output * to));
        }

        return new AdapterTensor(values, weight, delta.Type);
    }

    /// <summary>
    /// DoRA (Liu et al. 2024, eq. 5): the changed weight with the norm of each input channel replaced by a learned one. webui takes norms
    /// over all axes but the input's, whatever the shape of the scale, and computes in the change's type.
    /// </summary>
    private AdapterTensor Decompose(AdapterTensor weight, AdapterTensor delta)
    {
        ElementType type = delta.Type;
        AdapterTensor original = weight.As(type), changed = delta.Add(original);
        int outputs = changed.Shape[0], inputs = changed.Shape[1], taps = changed.Count / outputs / inputs;
        var squares = new double[inputs];
        for (int i = 0; i < changed.Count; i++)
        {
            squares[i / taps % inputs] += (double)changed.Values[i] * changed.Values[i];
        }

        float[] norms = Array.ConvertAll(squares, sum => (float)Math.Sqrt(sum));
        AdapterTensor.Round(norms, type);
        var factors = new AdapterTensor([.. Enumerable.Repeat(1f, changed.Count)], changed.Shape, type).Multiply(_doraScale!.As(type));
        for (int i = 0; i < changed.Count; i++)
        {
            factors.Values[i] /= norms[i / taps % inputs];
        }

        AdapterTensor decomposed = changed.Multiply(new AdapterTensor(factors.Values, changed.Shape, type));
        return decomposed.Add(original.Multiply(-1));
    }
}
