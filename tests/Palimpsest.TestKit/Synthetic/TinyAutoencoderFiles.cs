namespace Palimpsest.TestKit;

/// <summary>TAESD's two files with synthetic numbers; a published file has these keys and shapes.</summary>
public static class TinyAutoencoderFiles
{
    private const int Width = 64, LatentChannels = 4, PictureChannels = 3;

    public static string WriteDecoder(string folder)
    {
        IEnumerable<(string, int[])> upsampling = new[] { 3, 8, 13 }.SelectMany(first => Blocks(first, 3).Concat(Convolution($"{first + 4}", Width, Width, hasBias: false)));
        string path = Path.Combine(folder, "taesd_decoder.safetensors");
        SyntheticFile.Write(
            path, [.. Convolution("1", Width, LatentChannels), .. upsampling, .. Blocks(18, 1), .. Convolution("19", PictureChannels, Width)], key => $"decoder/{key}");
        return path;
    }

    public static string WriteEncoder(string folder)
    {
        IEnumerable<(string, int[])> halving = new[] { 2, 6, 10 }.SelectMany(first => Convolution($"{first}", Width, Width, hasBias: false).Concat(Blocks(first + 1, 3)));
        string path = Path.Combine(folder, "taesd_encoder.safetensors");
        SyntheticFile.Write(
            path, [.. Convolution("0", Width, PictureChannels), .. Blocks(1, 1), .. halving, .. Convolution("14", LatentChannels, Width)], key => $"encoder/{key}");
        return path;
    }

    private static IEnumerable<(string, int[])> Blocks(int first, int count) =>
        Enumerable.Range(first, count).SelectMany(block => new[] { 0, 2, 4 }.SelectMany(layer => Convolution($"{block}.conv.{layer}", Width, Width)));

    private static IEnumerable<(string, int[])> Convolution(string key, int outputs, int inputs, bool hasBias = true)
    {
        yield return ($"{key}.weight", [outputs, inputs, 3, 3]);
        if (hasBias)
        {
            yield return ($"{key}.bias", [outputs]);
        }
    }
}
