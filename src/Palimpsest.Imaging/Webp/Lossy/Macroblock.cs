namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>16 x 16 pixels: how they are foretold and what is added.</summary>
internal sealed class Macroblock
{
    public const int Blocks = 24, BlockSize = 16;

    public int Segment { get; set; }

    public bool IsSplit { get; set; }

    /// <summary>Of the whole luma, where it is not split.</summary>
    public BlockMode Luma { get; set; }

    public BlockMode Chroma { get; set; }

    /// <summary>Of each 4 x 4 block of a split one.</summary>
    public BlockMode[] Modes { get; } = new BlockMode[16];

    /// <summary>Whether there are no coefficients.</summary>
    public bool IsEmpty { get; set; }

    /// <summary>[24, 16]: luma's blocks row by row, then U's and V's four.</summary>
    public short[] Coefficients { get; } = new short[Blocks * BlockSize];
}
