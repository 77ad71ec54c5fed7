namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>The colours seen last, by a hash.</summary>
internal sealed class ColourCache(int bits)
{
    private const uint Multiplier = 0x1E35A7BD;

    private readonly uint[] _colours = new uint[1 << bits];

    public uint this[int place] => _colours[place];

    public void Add(uint colour) => _colours[(Multiplier * colour) >> (32 - bits)] = colour;
}
