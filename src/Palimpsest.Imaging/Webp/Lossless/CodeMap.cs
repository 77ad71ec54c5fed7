namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Which codes count where.</summary>
internal sealed class CodeMap
{
    private readonly int[] _groups;
    private readonly int _shift;
    private readonly int _stride;
    private readonly bool[] _used;

    private CodeMap(int[] groups, int shift, int stride)
    {
        (_groups, _shift, _stride) = (groups, shift, stride);
        _used = new bool[groups.Max() + 1];
        foreach (int group in groups)
        {
            _used[group] = true;
        }
    }

    /// <summary>The same codes everywhere.</summary>
    public static CodeMap One { get; } = new([0], shift: 30, stride: 1);

    public int Groups => _used.Length;

    public static CodeMap Read(ref LosslessBits bits, int width, int height)
    {
        int shift = bits.Read(3) + 2, stride = Blocks.Count(width, shift);
        uint[] pixels = EntropyImage.Decode(ref bits, stride, Blocks.Count(height, shift), isWhole: false);
        return new CodeMap([.. pixels.Select(pixel => (int)((pixel >> 8) & 0xFFFF))], shift, stride);
    }

    public bool Uses(int group) => _used[group];

    public int At(int x, int y) => _groups[((y >> _shift) * _stride) + (x >> _shift)];
}
