namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>Reads macroblocks' modes (RFC 6386, 11), which depend on those above and at the left.</summary>
internal sealed class ModeReader(FrameHeader header, int columns)
{
    private const int ModeCount = 10, NodeCount = 9;

    /// <summary>The tree of 4 x 4 modes: for each node the next one for 0 and for 1; -1 - mode at its leaves.</summary>
    private static readonly (int Zero, int One)[] Tree =
    [
        (Leaf(BlockMode.Dc), 1), (Leaf(BlockMode.TrueMotion), 2), (Leaf(BlockMode.Vertical), 3), (4, 6), (Leaf(BlockMode.Horizontal), 5),
        (Leaf(BlockMode.RightDown), Leaf(BlockMode.VerticalRight)), (Leaf(BlockMode.LeftDown), 7), (Leaf(BlockMode.VerticalLeft), 8),
        (Leaf(BlockMode.HorizontalDown), Leaf(BlockMode.HorizontalUp)),
    ];

    private readonly BlockMode[] _above = new BlockMode[columns * 4];
    private readonly BlockMode[] _left = new BlockMode[4];

    public void BeginRow() => Array.Clear(_left);

    public void Read(Macroblock block, int column)
    {
        BoolDecoder bits = header.Bits;
        block.Segment = header.SegmentProbabilities is not { } segment ? 0
            : bits.Read(segment[0]) ? 2 + (bits.Read(segment[2]) ? 1 : 0)
            : bits.Read(segment[1]) ? 1 : 0;
        block.IsEmpty = header.SkipProbability is int skip && bits.Read(skip);
        block.IsSplit = !bits.Read(145);
        Span<BlockMode> above = _above.AsSpan(column * 4, 4);
        if (block.IsSplit)
        {
            ReadSplit(bits, block, above);
        }
        else
        {
            block.Luma = bits.Read(156)
                ? (bits.Read(128) ? BlockMode.TrueMotion : BlockMode.Horizontal)
                : bits.Read(163) ? BlockMode.Vertical : BlockMode.Dc;
            above.Fill(block.Luma);
            _left.AsSpan().Fill(block.Luma);
        }

        block.Chroma = !bits.Read(142) ? BlockMode.Dc
            : !bits.Read(114) ? BlockMode.Vertical
            : bits.Read(183) ? BlockMode.TrueMotion : BlockMode.Horizontal;
    }

    private static int Leaf(BlockMode mode) => -1 - (int)mode;

    private void ReadSplit(BoolDecoder bits, Macroblock block, Span<BlockMode> above)
    {
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 4; x++)
            {
                ReadOnlySpan<byte> probabilities = Vp8Tables.BlockModes.Slice((((int)above[x] * ModeCount) + (int)_left[y]) * NodeCount, NodeCount);
                int node = 0;
                do
                {
                    node = bits.Read(probabilities[node]) ? Tree[node].One : Tree[node].Zero;
                }
                while (node >= 0);
                block.Modes[(4 * y) + x] = above[x] = _left[y] = (BlockMode)(-1 - node);
            }
        }
    }
}
