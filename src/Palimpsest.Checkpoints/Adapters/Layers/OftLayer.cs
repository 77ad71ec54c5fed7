using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>
/// OFT (Qiu et al. 2023) and BOFT (Liu et al. 2023): blocks of the weight's rows are rotated. Blocks are skew parameters that the Cayley
/// transform makes orthogonal, or (oft_diag) the rotations themselves; four-dimensional blocks are the butterfly factors of BOFT.
/// </summary>
internal sealed class OftLayer : LayerAdapter
{
    private readonly Weight _blocks;
    private readonly bool _isDiagonal;
    private readonly Weight? _rescale;

    public OftLayer(LayerParts parts)
        : base(parts)
    {
        _isDiagonal = !parts.Has("oft_blocks");
        _blocks = parts.Get(_isDiagonal ? "oft_diag" : "oft_blocks");
        _rescale = parts.Find("rescale");
    }

    public override int? Rank => null;

    /// <summary>webui ignores every scale here.</summary>
    public override float Scale => 1;

    private bool IsButterfly => _blocks.Shape.Count == 4;

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks)
    {
        if (IsButterfly && type != ElementType.Float32)
        {
            throw new LayerFaultException("webui cannot apply BOFT to weights of 16 bits");
        }

        IReadOnlyList<int> shape = _blocks.Shape;
        int outputs = weight.Length > 0 ? weight[0] : 0;
        bool fits = shape.Count is 3 or 4 && shape[^1] == shape[^2] && shape[^1] > 0 && (long)shape[^3] * shape[^1] == outputs
            && (_rescale is null || Spreads([.. _rescale.Shape], weight))
            && (!IsButterfly || Enumerable.Range(0, shape[0]).All(i => HalfStride(i) is > 0 and var half && outputs % (2 * half) == 0));
        return fits ? weight : throw new LayerFaultException($"its blocks [{Text(shape)}] do not fit the weight [{Text(weight)}]");
    }

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks)
    {
        int n = _blocks.Shape[^1], rows = weight.Shape[0], width = weight.Count / rows;
        float[] rotations = _isDiagonal ? _blocks.ToFloats() : BlockRotations.Cayley(_blocks.ToFloats(), n, (Alpha ?? 0) * rows);
        float[] result = [.. weight.Values];
        if (IsButterfly)
        {
            int perFactor = rows * n;
            for (int i = 0; i < _blocks.Shape[0]; i++)
            {
                int[] order = BlockRotations.ButterflyOrder(rows, HalfStride(i));
                result = BlockRotations.Apply(rotations.AsSpan(i * perFactor, perFactor), n, result, width, order, transposed: false);
            }
        }
        else
        {
            result = BlockRotations.Apply(rotations, n, result, width, [.. Enumerable.Range(0, rows)], transposed: true);
        }

        var rotated = new AdapterTensor(result, weight.Shape, ElementType.Float32);
        if (_rescale is not null)
        {
            rotated = rotated.Multiply(AdapterTensor.Read(_rescale));
        }

        return rotated.Add(weight.Multiply(-1));
    }

    /// <summary>Distance of the two rows that factor i pairs.</summary>
    private int HalfStride(int i) => i < 24 ? (1 << i) * (_blocks.Shape[^1] / 2) : 0;
}
