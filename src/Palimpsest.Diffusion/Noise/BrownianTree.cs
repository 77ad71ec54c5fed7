using System.Buffers;

namespace Palimpsest.Diffusion.Noise;

/// <summary>
/// One Brownian motion W over an interval, the same however it is asked: torchsde's BrownianTree (version 0.2.6, tolerance 1e-6, halfway splits, no Lévy area).
/// The interval is halved, with a Brownian bridge and a seed of its own at every node, until its pieces fit the question. Nothing is stored but the root:
/// an answer costs some 50 draws, and memory for about 25 latents while it is computed.
/// Source: X. Li et al., "Scalable gradients for stochastic differential equations", 2020, algorithm 3.
/// </summary>
internal sealed class BrownianTree
{
    private readonly ulong _entropy;
    private readonly NoiseSource _source;
    private readonly Node _root;
    private readonly float[] _rootIncrement;

    /// <param name="start">Where the motion begins, below <paramref name="end"/>.</param>
    /// <param name="entropy">The seed.</param>
    /// <param name="count">How many independent numbers W has: one latent.</param>
    public BrownianTree(double start, double end, ulong entropy, int count, NoiseSource source)
    {
        _entropy = entropy;
        _source = source;
        _root = new Node(RoundToTolerance(start), RoundToTolerance(end), Spawn: 0, Depth: 0);
        _rootIncrement = new float[count];
        source.Stream(SeedSequence.FirstWord(entropy)).Fill(_rootIncrement);
        float scale = (float)Math.Sqrt(end - start);
        for (int i = 0; i < count; i++)
        {
            _rootIncrement[i] *= scale;
        }
    }

    /// <summary>Writes W(to) - W(from). Both are brought into the interval and rounded to six decimals; from must not be above to.</summary>
    public void IncrementInto(Span<float> destination, double from, double to)
    {
        destination.Clear();
        from = RoundToTolerance(Math.Clamp(from, _root.Start, _root.End));
        to = RoundToTolerance(Math.Clamp(to, _root.Start, _root.End));
        if (from < to)
        {
            Accumulate(_root, _rootIncrement, from, to, destination);
        }
    }

    /// <summary>
    /// The nearest multiple of 1e-6, exact ties to even, as Python's round(x, 6) does it. Neither Math.Round, which multiplies in floating point,
    /// nor formatting, which breaks ties upwards, gives the same.
    /// </summary>
    internal static double RoundToTolerance(double value)
    {
        const ulong Scale = 1_000_000;
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)(bits >> 52 & 0x7FF) - 1075;

        // From 2^33 on the doubles lie further apart than the decimals; below 2^-32 everything is zero.
        if (exponent >= 33 - 52 || double.IsNaN(value))
        {
            return value;
        }

        if (exponent < -32 - 53)
        {
            return 0;
        }

        UInt128 product = (UInt128)(bits & 0xFFFFFFFFFFFFF | 1UL << 52) * Scale;
        UInt128 whole = product >> -exponent;
        UInt128 rest = product - (whole << -exponent);
        UInt128 half = UInt128.One << (-exponent - 1);
        if (rest > half || (rest == half && UInt128.IsOddInteger(whole)))
        {
            whole++;
        }

        return Math.CopySign((double)(ulong)whole / Scale, value);
    }

    /// <summary>Adds the increments of the nodes that make up [from, to] within a node, from left to right.</summary>
    private void Accumulate(Node node, ReadOnlySpan<float> increment, double from, double to, Span<float> sum)
    {
        if (from == node.Start && to == node.End)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += increment[i];
            }

            return;
        }

        double middle = RoundToTolerance(0.5 * (node.End + node.Start));
        float[] rented = ArrayPool<float>.Shared.Rent(increment.Length);
        Span<float> child = rented.AsSpan(0, increment.Length);
        LeftIncrementInto(child, node, middle, increment);
        if (from < middle)
        {
            Accumulate(node.Left(middle), child, from, Math.Min(to, middle), sum);
        }

        if (to > middle)
        {
            for (int i = 0; i < child.Length; i++)
            {
                child[i] = increment[i] - child[i];
            }

            Accumulate(node.Right(middle), child, Math.Max(from, middle), to, sum);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>The Brownian bridge: W at the middle of a node, given W over the whole node.</summary>
    private void LeftIncrementInto(Span<float> destination, Node node, double middle, ReadOnlySpan<float> increment)
    {
        double inverse = 1 / (node.End - node.Start);
        double left = middle - node.Start;
        double right = node.End - middle;
        float deviation = (float)Math.Sqrt(left * right * inverse);
        (float leftSingle, float inverseSingle) = ((float)left, (float)inverse);
        _source.Stream(SeedSequence.FirstWord(_entropy, node.Spawn, node.Depth)).Fill(destination);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = leftSingle * increment[i] * inverseSingle + deviation * destination[i];
        }
    }

    /// <summary>A piece of the interval with its path from the root: the spawn number has a bit for each level.</summary>
    private readonly record struct Node(double Start, double End, ulong Spawn, ulong Depth)
    {
        public Node Left(double middle) => new(Start, middle, 2 * Spawn, Depth + 1);

        public Node Right(double middle) => new(middle, End, 2 * Spawn + 1, Depth + 1);
    }
}
