using System.Globalization;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.Data;

/// <summary>What an infotext says that pictures are found by.</summary>
internal static class PictureTexts
{
    /// <summary>Of an infotext of any program; what it does not say is empty, and the seed 0.</summary>
    public static (string Prompt, string NegativePrompt, string Sampler, long Seed) Of(string infotext)
    {
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext);
        string Text(string key) => fields.TryGetValue(key, out object? value) ? value as string ?? "" : "";
        return (Text("Prompt"), Text("Negative prompt"), Text("Sampler"), long.TryParse(Text("Seed"), NumberStyles.None, CultureInfo.InvariantCulture, out long seed) ? seed : 0);
    }
}
