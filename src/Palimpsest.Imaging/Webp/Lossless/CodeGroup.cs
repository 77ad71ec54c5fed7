namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>The five codes of a part of a picture.</summary>
/// <param name="Green">Green, lengths of copies, and places of the colour cache.</param>
/// <param name="Distance">Of copies.</param>
internal sealed record CodeGroup(PrefixCode Green, PrefixCode Red, PrefixCode Blue, PrefixCode Alpha, PrefixCode Distance)
{
    private const int Literals = 256, Lengths = 24, Distances = 40;

    public static CodeGroup Read(ref LosslessBits bits, int cacheSize) => new(
        PrefixCodeReader.Read(ref bits, Literals + Lengths + cacheSize),
        PrefixCodeReader.Read(ref bits, Literals),
        PrefixCodeReader.Read(ref bits, Literals),
        PrefixCodeReader.Read(ref bits, Literals),
        PrefixCodeReader.Read(ref bits, Distances));
}
